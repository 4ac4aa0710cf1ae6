using System.Text.Json;

namespace LoopWorker.Testing.Permissions;

/// <summary>
/// An identity-based policy, as far as those under docs/deploy/iam go: each grant names its action and its resource in full.
/// </summary>
/// <remarks>Source: IAM User Guide, "IAM JSON policy element reference".</remarks>
public sealed class Policy
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "docs", "deploy", "iam");
    private static readonly string[] Elements = ["Sid", "Effect", "Action", "Resource", "Condition"];

    // Whoever mends dead letters needs nothing of the operator's.
    private const string StandsAlone = "operator-dead-letters";

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

    /// <summary>The policy that another adds to, for those who use what not everybody does: "worker" of "worker-routing"; else itself.</summary>
    public static string BaseOf(string name) => name is StandsAlone ? name : name.Split('-')[0];

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
        BaseOf(name) is var other && other != name
            ? new Policy([.. Read(other).Grants, .. Read(name).Grants])
            : Read(name);

    public Policy Without(Permission grant) => new([.. Grants.Where(other => other != grant)]);

    public bool Allows(Permission demanded) =>
        Grants.Contains(demanded) || Grants.Contains(demanded with { Items = null });

    private static IEnumerable<Permission> GrantsOf(JsonElement statement)
    {
        foreach (var element in statement.EnumerateObject())
            Require(Elements.Contains(element.Name), element.Name);
        Require(statement.GetProperty("Effect").GetString() == "Allow", "another effect");
        var (via, items) = statement.TryGetProperty("Condition", out var condition)
            ? LimitsOf(condition)
            : (null, [null]);
        foreach (var action in Texts(statement.GetProperty("Action")))
        foreach (var resource in Texts(statement.GetProperty("Resource")))
        {
            Require(!$"{action}{NameOf(resource)}".Contains('*', StringComparison.Ordinal), "a wildcard");
            foreach (var partitions in items)
                yield return new Permission(action, resource, via, partitions);
        }
    }

    // The tasks of a cluster have ids that nobody knows before they run.
    private static string NameOf(string resource) =>
        resource.Contains(":task/", StringComparison.Ordinal) && resource.EndsWith("/*", StringComparison.Ordinal)
            ? resource[..^2]
            : resource;

    private static (string? Via, IEnumerable<string?> Items) LimitsOf(JsonElement condition)
    {
        var test = condition.EnumerateObject().Single();
        var key = test.Value.EnumerateObject().Single();
        if ((test.Name, key.Name) == ("ForAllValues:StringLike", "dynamodb:LeadingKeys"))
            return (null, Texts(key.Value));
        Require((test.Name, key.Name) == ("StringEquals", "kms:ViaService"), "another condition");
        return (key.Value.GetString()!, [null]);
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
