using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Sending;

/// <summary>A message on its way to the queue.</summary>
/// <param name="entry">What the caller knows it by.</param>
/// <param name="message">What is sent.</param>
/// <param name="group">Whose order it keeps; null for none.</param>
internal sealed class WaitingMessage<T>(T entry, OutgoingMessage message, string? group)
{
    private int _unanswered;

    public T Entry => entry;

    public OutgoingMessage Message => message;

    public string? Group => group;

    public int Bytes { get; } = MessageSize.Of(message);

    /// <summary>In how many calls it has been.</summary>
    public int Attempts { get; private set; }

    /// <summary>The answer to the latest call; null if that has none.</summary>
    public SendOutcome? Answer { get; private set; }

    /// <summary>Whether it may be on the queue by a call without an answer.</summary>
    public bool IsUncertain => _unanswered > 0;

    public void Ask()
    {
        Attempts++;
        _unanswered++;
        Answer = null;
    }

    public void Answered(SendOutcome outcome)
    {
        _unanswered--;
        Answer = outcome;
    }
}
