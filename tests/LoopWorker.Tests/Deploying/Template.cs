using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LoopWorker.Tests.Deploying;

/// <summary>
/// A template of CloudFormation with values for its parameters, as far as those under docs/deploy go. Region and account are the
/// placeholders of the other documents.
/// </summary>
/// <remarks>Source: AWS CloudFormation User Guide, "Intrinsic function reference".</remarks>
internal sealed class Template
{
    private static readonly Dictionary<string, string> PseudoParameters = new()
    {
        ["AWS::Region"] = "REGION",
        ["AWS::AccountId"] = "ACCOUNT_ID",
        ["AWS::Partition"] = "aws",
    };

    // What a reference to a resource gives: the property with its name.
    private static readonly string[] Names = ["QueueName", "TableName", "LogGroupName", "ServiceName", "Family"];

    private static readonly Regex Variable = new(
        @"\$\{(?<name>[A-Za-z0-9:.]+)\}",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    );

    private readonly JsonObject _root;
    private readonly JsonObject _resources;
    private readonly Dictionary<string, JsonNode> _parameters = [];

    /// <param name="path">The template, within docs/deploy.</param>
    /// <param name="values">Values of parameters; all others have their defaults.</param>
    /// <exception cref="ArgumentException">If the template does not take a value.</exception>
    public Template(string path, params IEnumerable<(string Parameter, string Value)> values)
    {
        _root = DeploymentFiles.Json(path);
        _resources = _root[nameof(Resources)]!.AsObject();
        foreach (var (name, parameter) in _root["Parameters"]!.AsObject())
            if (parameter!["Default"] is { } value)
                _parameters[name] = value;
        foreach (var (name, value) in values)
            Set(name, value);
    }

    /// <summary>The properties of the resources that there are with these values, by logical name.</summary>
    public IReadOnlyDictionary<string, (string Type, JsonObject Properties)> Resources =>
        _resources
            .Where(resource => resource.Value!["Condition"] is not { } condition || Holds((string)condition!))
            .ToDictionary(
                resource => resource.Key,
                resource => ((string)resource.Value!["Type"]!, Evaluate(resource.Value["Properties"])!.AsObject())
            );

    public JsonObject Properties(string resource) => Resources[resource].Properties;

    public IEnumerable<JsonObject> OfType(string type) =>
        Resources.Values.Where(resource => resource.Type == type).Select(resource => resource.Properties);

    private void Set(string name, string value)
    {
        var parameter =
            _root["Parameters"]![name] ?? throw new ArgumentException($"There is no parameter {name}.", nameof(name));
        var isAllowed =
            (parameter["AllowedValues"] is not JsonArray allowed || allowed.Any(one => one!.ToString() == value))
            && (
                parameter["AllowedPattern"] is not { } pattern
                || Regex.IsMatch(value, (string)pattern!, RegexOptions.NonBacktracking)
            );
        if (!isAllowed)
            throw new ArgumentException($"{name} cannot be '{value}'.", nameof(value));
        _parameters[name] = ((string)parameter["Type"]!).StartsWith("List<", StringComparison.Ordinal)
            ? new JsonArray(value)
            : JsonValue.Create(value);
    }

    // Null stands for what is left out.
    private JsonNode? Evaluate(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject { Count: 1 } call when call.Single() is { Key: "Ref" or ['F', 'n', ':', ':', ..] } function:
                return Call(function.Key, function.Value!);
            case JsonObject members:
                var evaluated = new JsonObject();
                foreach (var (name, value) in members)
                    if (Evaluate(value) is { } kept)
                        evaluated[name] = kept;
                return evaluated;
            case JsonArray elements:
                return new JsonArray([.. elements.Select(Evaluate).Where(element => element is not null)]);
            default:
                return node?.DeepClone();
        }
    }

    private JsonNode? Call(string function, JsonNode argument) =>
        function switch
        {
            "Ref" => Reference((string)argument!)?.DeepClone(),
            "Fn::GetAtt" => Attribute((string)argument[0]!, (string)argument[1]!),
            "Fn::If" => Evaluate(Holds((string)argument[0]!) ? argument[1] : argument[2]),
            "Fn::Equals" => Evaluate(argument[0])!.ToString() == Evaluate(argument[1])!.ToString(),
            "Fn::Not" => !(bool)Evaluate(argument[0])!,
            "Fn::FindInMap" => Evaluate(
                _root["Mappings"]![(string)argument[0]!]![Evaluate(argument[1])!.ToString()]![(string)argument[2]!]
            ),
            "Fn::Sub" => Variable.Replace((string)argument!, match => Substitute(match.Groups["name"].Value)),
            _ => throw new NotSupportedException($"{function} is not known here."),
        };

    private string Substitute(string name) =>
        name.Split('.') is [var resource, var attribute] ? Attribute(resource, attribute) : Reference(name)!.ToString();

    private JsonNode? Reference(string name)
    {
        if (name == "AWS::NoValue")
            return null;
        if (PseudoParameters.TryGetValue(name, out var value))
            return value;
        return _parameters.TryGetValue(name, out var parameter) ? parameter : NameOf(name);
    }

    private string Attribute(string resource, string attribute) =>
        attribute switch
        {
            "QueueName" or "Name" => NameOf(resource),
            "Arn" when (string)_resources[resource]!["Type"]! == "AWS::SQS::Queue" =>
                $"arn:aws:sqs:REGION:ACCOUNT_ID:{NameOf(resource)}",
            _ => $"{resource}.{attribute}",
        };

    private string NameOf(string resource)
    {
        var properties =
            _resources[resource]?["Properties"]
            ?? throw new InvalidDataException($"There is no parameter and no resource {resource}.");
        return Names.Select(name => properties[name]).FirstOrDefault(name => name is not null) is { } name
            ? Evaluate(name)!.ToString()
            : resource;
    }

    private bool Holds(string condition) => (bool)Evaluate(_root["Conditions"]![condition])!;
}
