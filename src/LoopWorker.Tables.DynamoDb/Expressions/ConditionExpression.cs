using LoopWorker.Tables.Conditions;

namespace LoopWorker.Tables.DynamoDb.Expressions;

/// <summary>A <see cref="Condition"/> as DynamoDB writes it.</summary>
/// <remarks>
/// Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions". Parentheses that
/// change nothing are refused ("redundant parentheses"), so only parts that are put together themselves get any.
/// </remarks>
internal static class ConditionExpression
{
    // There is no constant in the language, but every item has a partition key and "no item" has none.
    private static readonly Condition AlwaysTrue = Condition.NoItem | Condition.ItemExists;
    private static readonly Condition AlwaysFalse = Condition.NoItem & Condition.ItemExists;

    /// <summary>The expression; null if there is no condition.</summary>
    public static string? Of(Condition? condition, Placeholders placeholders) =>
        condition is null ? null : Render(condition, placeholders);

    private static string Render(Condition condition, Placeholders placeholders) =>
        condition switch
        {
            Condition.Existence(IsThere: true) => $"attribute_exists({placeholders.PartitionName()})",
            Condition.Existence => $"attribute_not_exists({placeholders.PartitionName()})",
            Condition.Absent(var attribute) => $"attribute_not_exists({placeholders.Name(attribute)})",
            Condition.Present(var attribute) => $"attribute_exists({placeholders.Name(attribute)})",
            Condition.Compare(var attribute, var comparison, var value) =>
                $"{placeholders.Name(attribute)} {Operator(comparison)} {placeholders.Value(value)}",
            Condition.Negation(var negated) => $"NOT ({Render(negated, placeholders)})",
            Condition.All { Conditions: [] } => Render(AlwaysTrue, placeholders),
            Condition.All { Conditions: [var only] } => Render(only, placeholders),
            Condition.All(var parts) => Join(parts, " AND ", placeholders),
            Condition.Any { Conditions: [] } => Render(AlwaysFalse, placeholders),
            Condition.Any { Conditions: [var only] } => Render(only, placeholders),
            Condition.Any(var parts) => Join(parts, " OR ", placeholders),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.GetType().Name, "Not a condition."),
        };

    private static string Join(IReadOnlyList<Condition> parts, string conjunction, Placeholders placeholders) =>
        string.Join(
            conjunction,
            parts.Select(part => IsComposite(part) ? $"({Render(part, placeholders)})" : Render(part, placeholders))
        );

    private static bool IsComposite(Condition condition) =>
        condition switch
        {
            Condition.All { Conditions: [var only] } => IsComposite(only),
            Condition.Any { Conditions: [var only] } => IsComposite(only),
            Condition.All or Condition.Any => true,
            _ => false,
        };

    private static string Operator(Comparison comparison) =>
        comparison switch
        {
            Comparison.Equal => "=",
            Comparison.NotEqual => "<>",
            Comparison.Less => "<",
            Comparison.LessOrEqual => "<=",
            Comparison.Greater => ">",
            Comparison.GreaterOrEqual => ">=",
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Not a comparison."),
        };
}
