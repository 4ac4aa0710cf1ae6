namespace LoopWorker.Tables.Values;

/// <summary>Equality by content for records that hold lists, whose own equality is by reference.</summary>
internal static class Sequence
{
    public static bool Equal<T>(IReadOnlyList<T> left, IReadOnlyList<T> right)
    {
        if (ReferenceEquals(left, right))
            return true;
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
            if (!EqualityComparer<T>.Default.Equals(left[i], right[i]))
                return false;
        return true;
    }

    public static int Hash<T>(IReadOnlyList<T> elements)
    {
        var hash = new HashCode();
        for (var i = 0; i < elements.Count; i++)
            hash.Add(elements[i]);
        return hash.ToHashCode();
    }
}
