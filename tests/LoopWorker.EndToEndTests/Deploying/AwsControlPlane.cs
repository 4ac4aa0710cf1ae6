using System.Text.Json;
using System.Web;

namespace LoopWorker.EndToEndTests.Deploying;

/// <summary>
/// Stands for the services of AWS that make things (ECS, CloudFormation, IAM and others): takes whatever the AWS command line has found
/// well formed, and notes it. A stack's parameters must be those of its template.
/// </summary>
internal sealed class AwsControlPlane : IAsyncDisposable
{
    private readonly ScriptedEndpoint _endpoint;
    private readonly HashSet<string> _stacks = [];

    public AwsControlPlane() => _endpoint = new ScriptedEndpoint(Answer);

    public Uri Uri => _endpoint.Uri;

    /// <summary>The operations that were called, without those that only look.</summary>
    public IEnumerable<string> Made =>
        _endpoint
            .Requests.Select(OperationOf)
            .Where(operation => !operation.StartsWith("Describe", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    // The JSON protocols name the operation in a header, the query protocol in the body.
    private static string OperationOf(ScriptedRequest request) =>
        request.Operation.Length > 0 ? request.Operation : HttpUtility.ParseQueryString(request.Body)["Action"]!;

    private ScriptedAnswer Answer(ScriptedRequest request)
    {
        var operation = OperationOf(request);
        var stack = HttpUtility.ParseQueryString(request.Body)["StackName"];
        switch (operation)
        {
            case "DescribeStacks" when !_stacks.Contains(stack!):
                return Refusal($"Stack with id {stack} does not exist");
            case "DescribeStacks":
                return Result(
                    operation,
                    "<Stacks><member><StackName>s</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks>"
                );
            case "CreateChangeSet":
                return UnknownParameter(request) is { } unknown
                    ? Refusal($"Parameters: [{unknown}] do not exist in the template")
                    : Result(operation, "<Id>c</Id><StackId>s</StackId>");
            case "DescribeChangeSet":
                return Result(operation, "<Status>CREATE_COMPLETE</Status>");
            case "ExecuteChangeSet":
                _stacks.Add(stack!);
                return Result(operation, "");
            default:
                return request.Operation.Length > 0 ? new ScriptedAnswer("{}") : Result(operation, "");
        }
    }

    private static string? UnknownParameter(ScriptedRequest request)
    {
        var body = HttpUtility.ParseQueryString(request.Body);
        using var template = JsonDocument.Parse(body["TemplateBody"]!);
        var parameters = template.RootElement.GetProperty("Parameters");
        return body
            .AllKeys.Where(key => key!.EndsWith(".ParameterKey", StringComparison.Ordinal))
            .Select(key => body[key]!)
            .FirstOrDefault(name => !parameters.TryGetProperty(name, out _));
    }

    private static ScriptedAnswer Refusal(string message) =>
        new(
            $"<ErrorResponse><Error><Code>ValidationError</Code><Message>{message}</Message></Error></ErrorResponse>",
            400
        );

    private static ScriptedAnswer Result(string operation, string content) =>
        new($"<{operation}Response><{operation}Result>{content}</{operation}Result></{operation}Response>");
}
