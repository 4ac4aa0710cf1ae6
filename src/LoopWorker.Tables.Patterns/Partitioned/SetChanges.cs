namespace LoopWorker.Tables.Patterns.Partitioned;

/// <summary>What changes make of a set; null where there is nothing to change. Pure.</summary>
internal static class SetChanges
{
    public static List<T>? Add<T>(List<T> set, List<T> added, Func<T, T, bool> isSame)
    {
        List<T> changed = [.. set];
        foreach (var element in added)
            if (!changed.Exists(other => isSame(element, other)))
                changed.Add(element);
        return changed.Count == set.Count ? null : changed;
    }

    public static List<T>? Remove<T>(List<T>? set, List<T> removed, Func<T, T, bool> isSame)
    {
        var left = set?.FindAll(element => !removed.Exists(other => isSame(element, other)));
        return left?.Count == set?.Count ? null : left;
    }

    /// <summary>The element takes the place of the first that is replaced; the others are taken out.</summary>
    public static List<T>? Replace<T>(List<T>? set, T element, Func<T, bool> isReplaced)
    {
        if (set is null)
            return null;
        var place = set.FindIndex(other => isReplaced(other));
        var changed = set.FindAll(other => !isReplaced(other));
        changed.Insert(place < 0 ? changed.Count : place, element);
        return changed;
    }
}
