using System.Text.Json;

namespace LoopWorker.Testing.Permissions;

/// <summary>
/// An identity-based policy, as far as those under docs/deploy/iam go: each grant names its action and its resource in full.
/// </summary>
/// <remarks>Source: IAM User Guide, "IAM JSON policy element reference".</remarks>
public sealed class Policy
{
    private const string Addition = "-routing";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "docs", "deploy", "iam");
    private static readonly string[] Elements = ["Sid", "Effect", "Action", "Resource", "Condition"];

    private Policy(IReadOnlyList<Permission> grants) => Grants = grants;

    /// <summary>The names of the documents, without their ending.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory
            .EnumerateFiles(Folder, "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal),
    ];

    public IReadOnlyList<Permission> Grants { get; }

    /// <summary>Whether a policy is for those who route, who have it beside the one that it adds to.</summary>
    public static bool IsAddition(string name) => name.EndsWith(Addition, StringComparison.Ordinal);

    /// <summary>The policy of a document, without that which it adds to.</summary>
    /// <exception cref="InvalidDataException">If it has what is not understood here.</exception>
    public static Policy Read(string name) => Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.json")));

    /// <inheritdoc cref="Read"/>
    /// <param name="json">The policy as text.</param>
    public static Policy Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        Require(document.RootElement.GetProperty("Version").GetString() == "2012-10-17", "another version");
        return new Policy([.. document.RootElement.GetProperty("Statement").EnumerateArray().SelectMany(GrantsOf)]);
    }

    /// <summary>All that someone is allowed who has the policy of a document.</summary>
    /// <exception cref="InvalidDataException">If it has what is not understood here.</exception>
    public static Policy InEffect(string name) =>
        IsAddition(name) ? new Policy([.. Read(name[..^Addition.Length]).Grants, .. Read(name).Grants]) : Read(name);

    public Policy Without(Permission grant) => new([.. Grants.Where(other => other != grant)]);

    public bool Allows(Permission demanded) => Grants.Contains(demanded);

    private static IEnumerable<Permission> GrantsOf(JsonElement statement)
    {
        foreach (var element in statement.EnumerateObject())
            Require(Elements.Contains(element.Name), element.Name);
        Require(statement.GetProperty("Effect").GetString() == "Allow", "another effect");
        var via = statement.TryGetProperty("Condition", out var condition) ? ViaOf(condition) : null;
        foreach (var action in Texts(statement.GetProperty("Action")))
        foreach (var resource in Texts(statement.GetProperty("Resource")))
        {
            Require(!$"{action}{resource}".Contains('*', StringComparison.Ordinal), "a wildcard");
            yield return new Permission(action, resource, via);
        }
    }

    private static string ViaOf(JsonElement condition)
    {
        var test = condition.EnumerateObject().Single();
        var key = test.Value.EnumerateObject().Single();
        Require(test.Name == "StringEquals" && key.Name == "kms:ViaService", "another condition");
        return key.Value.GetString()!;
    }

    private static IEnumerable<string> Texts(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray().Select(text => text.GetString()!)
            : [element.GetString()!];

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidDataException($"The policy has {otherwise}.");
    }
}
