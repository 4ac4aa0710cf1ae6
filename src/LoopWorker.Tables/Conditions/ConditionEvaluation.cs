using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Conditions;

/// <summary>What a <see cref="Condition"/> means: whether it holds of an item.</summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions".</remarks>
public static class ConditionEvaluation
{
    /// <summary>Whether the condition holds of the stored item; null says that there is none.</summary>
    public static bool Holds(this Condition condition, Item? stored)
    {
        switch (condition)
        {
            case Condition.Existence(var isThere):
                return stored is not null == isThere;
            case Condition.Absent(var attribute):
                return stored is null || !stored.Has(attribute);
            case Condition.Present(var attribute):
                return stored is not null && stored.Has(attribute);
            case Condition.Compare(var attribute, var comparison, var value):
                return Holds(stored?[attribute], comparison, value);
            case Condition.Negation(var negated):
                return !negated.Holds(stored);
            case Condition.All(var conditions):
                foreach (var part in conditions)
                    if (!part.Holds(stored))
                        return false;
                return true;
            case Condition.Any(var conditions):
                foreach (var part in conditions)
                    if (part.Holds(stored))
                        return true;
                return false;
            default:
                throw new ArgumentOutOfRangeException(nameof(condition), condition.GetType().Name, "Not a condition.");
        }
    }

    private static bool Holds(AttributeValue? actual, Comparison comparison, AttributeValue expected) =>
        comparison switch
        {
            Comparison.Equal => expected.Equals(actual),
            Comparison.NotEqual => !expected.Equals(actual),
            Comparison.Less => Order(actual, expected) < 0,
            Comparison.LessOrEqual => Order(actual, expected) <= 0,
            Comparison.Greater => Order(actual, expected) > 0,
            Comparison.GreaterOrEqual => Order(actual, expected) >= 0,
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Not a comparison."),
        };

    // Strings, numbers and bytes have an order; what has none is neither less nor more (and a null makes every comparison false).
    private static int? Order(AttributeValue? actual, AttributeValue expected) =>
        (actual, expected) switch
        {
            (StringValue left, StringValue right) => Utf8Order.Instance.Compare(left.Text, right.Text),
            (NumberValue left, NumberValue right) => left.CompareTo(right),
            (BinaryValue left, BinaryValue right) => left.Bytes.Span.SequenceCompareTo(right.Bytes.Span),
            _ => null,
        };
}
