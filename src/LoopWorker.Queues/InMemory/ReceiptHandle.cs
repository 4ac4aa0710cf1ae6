using System.Globalization;

namespace LoopWorker.Queues.InMemory;

/// <summary>Names one delivery of one message of one queue.</summary>
/// <param name="Sequence">The message's place in the queue.</param>
/// <param name="Receive">Which delivery of it: 1 for the first.</param>
internal readonly record struct ReceiptHandle(long Sequence, int Receive)
{
    private const char Separator = '/';

    public string Format(string queue) => string.Create(null, $"{queue}{Separator}{Sequence}{Separator}{Receive}");

    /// <summary>False for text that is no handle of the queue.</summary>
    public static bool TryParse(string text, string queue, out ReceiptHandle handle)
    {
        handle = default;
        if (
            text.Length <= queue.Length
            || text[queue.Length] != Separator
            || !text.StartsWith(queue, StringComparison.Ordinal)
        )
            return false;
        var numbers = text.AsSpan(queue.Length + 1);
        var separator = numbers.IndexOf(Separator);
        if (
            separator < 0
            || !long.TryParse(numbers[..separator], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || !int.TryParse(
                numbers[(separator + 1)..],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var receive
            )
        )
            return false;
        handle = new ReceiptHandle(sequence, receive);
        return true;
    }
}
