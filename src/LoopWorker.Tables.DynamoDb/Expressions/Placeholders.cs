using LoopWorker.Tables.DynamoDb.Values;
using LoopWorker.Tables.Values;
using SdkValue = Amazon.DynamoDBv2.Model.AttributeValue;

namespace LoopWorker.Tables.DynamoDb.Expressions;

/// <summary>
/// The names and values of one request's expressions, for a table with the keys given. Every one goes under a placeholder: 573 names are reserved words,
/// and a name with a dot in it would be read as a path.
/// </summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "Reserved words in DynamoDB", "Expression attribute names".</remarks>
internal sealed class Placeholders(KeySchema schema)
{
    /// <summary>Attribute names by placeholder; null if there are none (an empty dictionary is refused).</summary>
    public Dictionary<string, string>? Names { get; private set; }

    /// <summary>Values by placeholder; null if there are none.</summary>
    public Dictionary<string, SdkValue>? Values { get; private set; }

    /// <summary>The placeholder of an attribute, the same one each time.</summary>
    public string Name(string attribute)
    {
        Names ??= new(StringComparer.Ordinal);
        foreach (var (known, name) in Names)
            if (name == attribute)
                return known;
        var placeholder = $"#n{Names.Count}";
        Names.Add(placeholder, attribute);
        return placeholder;
    }

    /// <summary>The placeholder of the attribute that every item has.</summary>
    public string PartitionName() => Name(schema.Partition);

    /// <summary>A placeholder for a value.</summary>
    public string Value(AttributeValue value)
    {
        Values ??= new(StringComparer.Ordinal);
        var placeholder = $":v{Values.Count}";
        Values.Add(placeholder, AttributeValueConversion.ToSdk(value));
        return placeholder;
    }
}
