using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>The rules for conditions.</summary>
internal static class ConditionValidation
{
    public static void Require(Condition? condition)
    {
        switch (condition)
        {
            case Condition.Absent(var attribute):
                RequireName(attribute);
                break;
            case Condition.Present(var attribute):
                RequireName(attribute);
                break;
            case Condition.Compare(var attribute, var comparison, var value):
                RequireName(attribute);
                RequireOperand(comparison, value);
                break;
            case Condition.Negation(var negated):
                Require(negated);
                break;
            case Condition.All(var conditions):
                for (var i = 0; i < conditions.Count; i++)
                    Require(conditions[i]);
                break;
            case Condition.Any(var conditions):
                for (var i = 0; i < conditions.Count; i++)
                    Require(conditions[i]);
                break;
        }
    }

    private static void RequireName(string attribute)
    {
        if (ItemValidation.NameFault(attribute) is { } fault)
            throw Refusal.Of($"Invalid ConditionExpression: {fault}");
    }

    private static void RequireOperand(Comparison comparison, AttributeValue value)
    {
        var ordered = value is StringValue or NumberValue or BinaryValue;
        if (!ordered && comparison is not (Comparison.Equal or Comparison.NotEqual))
            throw Refusal.Of(
                $"Invalid ConditionExpression: Incorrect operand type for operator or function; operator: {comparison}, operand type: {TypeName.Of(value)}; only S, N and B have an order"
            );
    }
}
