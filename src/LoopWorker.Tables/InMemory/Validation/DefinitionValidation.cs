namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>The rules for a table's definition.</summary>
/// <remarks>Source: DynamoDB API reference, <c>CreateTable</c>.</remarks>
internal static class DefinitionValidation
{
    private const int MinimumName = 3;
    private const int MaximumName = 255;

    public static void Require(TableDefinition definition)
    {
        RequireName(definition.Name, "TableName");
        foreach (var attribute in definition.Keys.Attributes)
            if (ItemValidation.NameFault(attribute) is { } nameFault)
                throw Refusal.OfValue($"{nameFault}: a key attribute");
        if (definition.Keys.Partition == definition.Keys.Sort)
            throw Refusal.OfValue("Both the Hash Key and the Range Key element in the KeySchema have the same name");
        foreach (var index in definition.Indexes)
        {
            RequireName(index.Name, "IndexName");
            if (ItemValidation.NameFault(index.HashAttribute) is { } fault)
                throw Refusal.OfValue($"{fault}: the hash attribute of the index {index.Name}");
        }
        if (definition.Indexes.DistinctBy(index => index.Name).Count() < definition.Indexes.Count)
            throw Refusal.OfValue("Duplicate index name: give each index a name of its own");
    }

    private static void RequireName(string name, string field)
    {
        if (
            name.Length is < MinimumName or > MaximumName
            || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-')
        )
            throw Refusal.Of(
                $"{field} '{name}' must be {MinimumName} to {MaximumName} characters long and made of A-Z, a-z, 0-9, '_', '.' and '-'"
            );
    }
}
