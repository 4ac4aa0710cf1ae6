namespace LoopWorker.Tables.Values;

/// <summary>The elements of the three set types: distinct and sorted, so that equal sets have equal sequences.</summary>
internal static class SetElements
{
    /// <exception cref="ArgumentException">If there are none: DynamoDB has no empty sets.</exception>
    public static IReadOnlyList<T> Of<T>(IEnumerable<T> elements, IComparer<T> order)
    {
        T[] sorted = [.. elements];
        if (sorted.Length == 0)
            throw new ArgumentException("A set may not be empty: leave the attribute away.", nameof(elements));
        Array.Sort(sorted, order);
        var distinct = 1;
        for (var i = 1; i < sorted.Length; i++)
            if (order.Compare(sorted[i], sorted[distinct - 1]) != 0)
                sorted[distinct++] = sorted[i];
        return distinct == sorted.Length ? sorted : sorted[..distinct];
    }
}
