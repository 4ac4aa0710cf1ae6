namespace LoopWorker.Queues.InMemory.Validation;

/// <summary>Values between two limits.</summary>
internal static class ValueRange
{
    /// <exception cref="QueueException">If the value is outside the limits, which belong to the range themselves.</exception>
    public static void Check<T>(string name, T value, T minimum, T maximum)
        where T : IComparable<T>
    {
        if (value.CompareTo(minimum) < 0 || value.CompareTo(maximum) > 0)
            throw new QueueException(QueueErrors.InvalidParameter, $"{name} is {value}: give {minimum} to {maximum}.");
    }
}
