using LoopWorker.Tables.Requests;

namespace LoopWorker.Tables.DynamoDb.Expressions;

/// <summary>The changes of an <see cref="Update"/> as DynamoDB writes them: a clause for each kind of change.</summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "Update expressions".</remarks>
internal static class UpdateExpression
{
    /// <summary>The expression; null if there are no changes (the item is then made, if there is none).</summary>
    public static string? Of(IReadOnlyList<AttributeChange> changes, Placeholders placeholders)
    {
        if (changes.Count == 0)
            return null;
        List<string> set = [];
        List<string> add = [];
        List<string> remove = [];
        foreach (var change in changes)
        {
            var name = placeholders.Name(change.Attribute);
            switch (change)
            {
                case AttributeChange.Set(_, var value):
                    set.Add($"{name} = {placeholders.Value(value)}");
                    break;
                case AttributeChange.Add(_, var value):
                    add.Add($"{name} {placeholders.Value(value)}");
                    break;
                case AttributeChange.Remove:
                    remove.Add(name);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(changes), change.GetType().Name, "Not a change.");
            }
        }
        return string.Join(' ', Clauses());

        IEnumerable<string> Clauses()
        {
            if (set.Count > 0)
                yield return $"SET {string.Join(", ", set)}";
            if (add.Count > 0)
                yield return $"ADD {string.Join(", ", add)}";
            if (remove.Count > 0)
                yield return $"REMOVE {string.Join(", ", remove)}";
        }
    }
}
