using System.Text;

namespace LoopWorker.Queues.Messages;

/// <summary>Bytes of a message as SQS counts them: body, and attributes' names, types and values, in UTF-8.</summary>
public static class MessageSize
{
    public static int Of(OutgoingMessage message)
    {
        var bytes = Encoding.UTF8.GetByteCount(message.Body);
        if (message.Attributes.Count > 0)
            foreach (var (name, attribute) in message.Attributes)
                bytes +=
                    Encoding.UTF8.GetByteCount(name)
                    + Encoding.UTF8.GetByteCount(attribute.DataType)
                    + Encoding.UTF8.GetByteCount(attribute.Text ?? "")
                    + (attribute.Bytes?.Length ?? 0);
        return bytes;
    }
}
