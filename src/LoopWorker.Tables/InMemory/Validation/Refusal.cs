namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>Refuses a request as DynamoDB does. Messages name the field, the shape of the value and the limit, never the value.</summary>
internal static class Refusal
{
    private const string InvalidValues = "One or more parameter values were invalid: ";

    public static TableException Of(string message) => new(TableErrors.Validation, message);

    public static TableException OfValue(string message) => Of(InvalidValues + message);

    /// <summary>Refuses a list that is empty or has more than so many entries.</summary>
    public static void UnlessCount(int count, int maximum, string field)
    {
        if (count < 1)
            throw Of(
                $"1 validation error detected: Value at '{field}' failed to satisfy constraint: Member must have length greater than or equal to 1; it is empty: make no call"
            );
        if (count > maximum)
            throw Of(
                $"1 validation error detected: Value at '{field}' failed to satisfy constraint: Member must have length less than or equal to {maximum}; it has {count}: split it"
            );
    }
}
