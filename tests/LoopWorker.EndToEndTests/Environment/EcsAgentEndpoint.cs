using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>Stands for the ECS agent beside a task.</summary>
/// <remarks>Source: Amazon ECS Developer Guide, "Amazon ECS task scale-in protection endpoint".</remarks>
public sealed class EcsAgentEndpoint : IAsyncDisposable
{
    private const string TaskArn = "arn:aws:ecs:eu-central-1:111122223333:task/loopworker/0123";

    /// <summary>How a call of it begins that sets the protection.</summary>
    public const string Put = "PUT /api/0123/task-protection/v1/state HTTP/1.1";

    private readonly ScriptedEndpoint _endpoint;

    public EcsAgentEndpoint(Func<ScriptedRequest, Task<ScriptedAnswer>> answer) =>
        _endpoint = new ScriptedEndpoint(answer);

    /// <summary>The value of <c>ECS_AGENT_URI</c>.</summary>
    public Uri Uri => new(_endpoint.Uri, "api/0123");

    /// <summary>What it was asked so far, in order: the minutes of protection, 0 for none.</summary>
    /// <exception cref="JsonException">If it was asked what it does not take.</exception>
    public IReadOnlyList<int> Asked => [.. _endpoint.Requests.Select(MinutesOf)];

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    /// <summary>ECS does as asked.</summary>
    public static ScriptedAnswer AsAsked(ScriptedRequest request)
    {
        var protection = new JsonObject { ["ProtectionEnabled"] = MinutesOf(request) > 0, ["TaskArn"] = TaskArn };
        return Answer(new JsonObject { ["protection"] = protection });
    }

    /// <summary>The task's role does not allow it.</summary>
    public static ScriptedAnswer Denied(string action)
    {
        var error = new JsonObject
        {
            ["Arn"] = TaskArn,
            ["Code"] = "AccessDeniedException",
            ["Message"] = $"It is not authorized to perform: {action}",
        };
        return Answer(new JsonObject { ["requestID"] = "0123", ["error"] = error }, status: 400);
    }

    private static ScriptedAnswer Answer(JsonObject body, int status = 200) =>
        new(body.ToJsonString(), status) { IsForeign = true };

    private static int MinutesOf(ScriptedRequest request)
    {
        var body = JsonNode.Parse(request.Body)!.AsObject();
        var isProtected = (bool)body["ProtectionEnabled"]!;
        if (request.Line != Put || body.Count != (isProtected ? 2 : 1))
            throw new JsonException($"The agent does not take {request.Line} {request.Body}");
        return isProtected ? (int)body["ExpiresInMinutes"]! : 0;
    }
}
