namespace LoopWorker.Queues.Messages;

/// <summary>
/// Messages in batches that a queue takes: no more entries than go together, and no more bytes. A message that is too
/// large by itself goes alone, so that it is refused alone.
/// </summary>
internal static class SendBatches
{
    public static IEnumerable<IReadOnlyList<T>> Of<T>(IEnumerable<T> entries, Func<T, OutgoingMessage> messageOf)
    {
        var batch = new List<T>();
        var bytes = 0L;
        foreach (var entry in entries)
        {
            var size = MessageSize.Of(messageOf(entry));
            if (batch.Count == QueueLimits.BatchEntries || (batch.Count > 0 && bytes + size > QueueLimits.MessageBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }
            batch.Add(entry);
            bytes += size;
        }
        if (batch.Count > 0)
            yield return batch;
    }
}
