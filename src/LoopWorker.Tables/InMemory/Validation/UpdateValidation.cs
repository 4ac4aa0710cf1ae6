using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>The rules for the changes of an update.</summary>
internal static class UpdateValidation
{
    public static void Require(Update update)
    {
        for (var i = 0; i < update.Changes.Count; i++)
        {
            var change = update.Changes[i];
            RequireName(change.Attribute, update.Key.Schema);
            for (var j = 0; j < i; j++)
                if (update.Changes[j].Attribute == change.Attribute)
                    throw Refusal.Of(
                        $"Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; the attribute '{change.Attribute}' is changed twice"
                    );
            if (change is AttributeChange.Add { Value: var added })
                RequireAddend(added);
        }
    }

    private static void RequireName(string attribute, KeySchema schema)
    {
        if (schema.Has(attribute))
            throw Refusal.OfValue($"Cannot update attribute {attribute}. This attribute is part of the key");
        if (ItemValidation.NameFault(attribute) is { } fault)
            throw Refusal.Of($"Invalid UpdateExpression: {fault}");
    }

    private static void RequireAddend(AttributeValue added)
    {
        if (added is not (NumberValue or StringSet or NumberSet or BinarySet))
            throw Refusal.Of(
                $"Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: {TypeName.Of(added)}; only numbers and sets can be added"
            );
    }
}
