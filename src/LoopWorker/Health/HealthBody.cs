using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Json;

namespace LoopWorker.Health;

/// <summary>A verdict as the body of an answer: <c>{"status":"ok","reasons":[]}</c>, or <c>failed</c>.</summary>
public static class HealthBody
{
    private const string Ok = "ok";
    private const string Failed = "failed";

    public static string Write(HealthVerdict verdict) => ToJson(verdict).ToJsonString(LoopJson.Stored.Options);

    public static JsonObject ToJson(HealthVerdict verdict) =>
        new()
        {
            ["status"] = verdict.IsOk ? Ok : Failed,
            ["reasons"] = new JsonArray([.. verdict.Reasons.Select(reason => JsonValue.Create(reason))]),
        };

    /// <summary>Null if it is not the body of a verdict.</summary>
    public static HealthVerdict? Read(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject json && (string?)json["status"] is Ok or Failed
                ? new HealthVerdict(
                    (string?)json["status"] == Ok,
                    [.. json["reasons"]!.AsArray().Select(reason => (string)reason!)]
                )
                : null;
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            return null;
        }
    }
}
