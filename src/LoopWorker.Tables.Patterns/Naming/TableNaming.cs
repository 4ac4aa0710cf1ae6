namespace LoopWorker.Tables.Patterns.Naming;

/// <summary>
/// Names of tables by <c>{prefix}.{environment}.{name}</c>, so that several environments of one account never share a table by mistake.
/// </summary>
/// <remarks>Source of the characters and lengths: DynamoDB API reference, <c>CreateTable</c>, <c>TableName</c>.</remarks>
public sealed record TableNaming
{
    private const int LongestName = 255;

    /// <param name="prefix">What all tables of a product begin with; letters, digits, hyphens and underscores.</param>
    /// <param name="environment">Such as <c>prod</c> or <c>dev</c>; of the same characters.</param>
    /// <exception cref="ArgumentException">If one of them is empty or has another character.</exception>
    public TableNaming(string prefix, string environment)
    {
        Prefix = Part(prefix, nameof(prefix));
        Environment = Part(environment, nameof(environment));
    }

    public string Prefix { get; }

    public string Environment { get; }

    /// <summary>The whole name of a table.</summary>
    /// <param name="name">The table's own part; of the same characters, and dots between them.</param>
    /// <exception cref="ArgumentException">If it is empty, has another character, or the whole is longer than 255.</exception>
    public string Of(string name)
    {
        foreach (var part in name.Split('.'))
            Part(part, nameof(name));
        var whole = $"{Prefix}.{Environment}.{name}";
        return whole.Length <= LongestName
            ? whole
            : throw new ArgumentException(
                $"The table's name has {whole.Length} characters with its prefix and environment, {LongestName} at most: shorten '{name}'.",
                nameof(name)
            );
    }

    /// <summary>Refuses a table of another product or environment.</summary>
    /// <exception cref="ArgumentException">If the name is not one that <see cref="Of"/> gives.</exception>
    public void Require(string tableName)
    {
        var beginning = $"{Prefix}.{Environment}.";
        if (!tableName.StartsWith(beginning, StringComparison.Ordinal) || tableName.Length == beginning.Length)
            throw new ArgumentException(
                $"The table '{tableName}' is not one of the environment '{Environment}': its name has to begin with '{beginning}'.",
                nameof(tableName)
            );
        Of(tableName[beginning.Length..]);
    }

    private static string Part(string part, string field) =>
        part.Length > 0 && part.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? part
            : throw new ArgumentException(
                $"'{part}' cannot be a part of a table's name: it takes letters, digits, hyphens and underscores, at least one.",
                field
            );
}
