using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoopWorker.Ecs;

/// <summary>
/// What the ECS agent's task-protection endpoint answers: <c>protection</c> if ECS did what was asked, <c>failure</c> if it would not,
/// also with status 200, and <c>error</c> if the call came to nothing.
/// </summary>
/// <remarks>Source: Amazon ECS Developer Guide, "Amazon ECS task scale-in protection endpoint".</remarks>
public sealed record AgentAnswer(AgentProtection? Protection, AgentFailure? Failure, AgentError? Error)
{
    private const int LongestReason = 300;

    /// <summary>Why what was asked was not done; null if it was.</summary>
    /// <param name="status">The status of the answer.</param>
    /// <param name="body">Its body.</param>
    /// <param name="protect">Whether protection was asked for, or its end.</param>
    public static string? ReasonOf(int status, string body, bool protect)
    {
        var reason = Read(body) switch
        {
            { Error: { } error } => $"{error.Code}: {error.Message}",
            { Failure: { } failure } => $"{failure.Reason} {failure.Detail}".TrimEnd(),
            { Protection: { } protection } when status == 200 => protection.ProtectionEnabled == protect
                ? null
                : $"the task is {(protect ? "not" : "still")} protected",
            _ => string.Create(CultureInfo.InvariantCulture, $"status {status}, no answer of an ECS agent"),
        };
        return reason is { Length: > LongestReason } ? reason[..LongestReason] : reason;
    }

    private static AgentAnswer? Read(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, AgentJson.Default.AgentAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How a task is protected now.</summary>
public sealed record AgentProtection(bool ProtectionEnabled);

/// <summary>Why ECS would not, such as <c>DEPLOYMENT_BLOCKED</c>.</summary>
public sealed record AgentFailure(string? Reason, string? Detail);

/// <summary>What went wrong, such as <c>AccessDeniedException</c>.</summary>
public sealed record AgentError(string? Code, string? Message);

[JsonSerializable(typeof(AgentAnswer))]
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class AgentJson : JsonSerializerContext;
