namespace LoopWorker.Queues.InMemory.Validation;

/// <summary>Values between two limits.</summary>
internal static class ValueRange
{
    /// <exception cref="QueueException">If the value is outside the limits, which belong to the range themselves.</exception>
    public static void Check<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new QueueException(QueueErrors.InvalidParameter, $"{name} is {value}: give {least} to {most}.");
    }
}
