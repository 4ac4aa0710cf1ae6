using System.Text.Json;
using System.Text.Json.Serialization;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Json;

/// <summary>The JSON of stored and outgoing things, with the bytes that the agents' serializer gives them.</summary>
[JsonSerializable(typeof(UserContext))]
[JsonSerializable(typeof(AgentMemory))]
[JsonSerializable(typeof(WorkerMemory))]
[JsonSerializable(typeof(PendingCapture))]
[JsonSerializable(typeof(NotificationEnvelope))]
[JsonSerializable(typeof(SessionKeyData))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
public sealed partial class LoopJson : JsonSerializerContext
{
    /// <summary>How deep stored JSON may be nested: as deep as agents read it (serde_json's recursion limit).</summary>
    public const int MaximumDepth = 127;

    /// <summary>The one to use: the generated default has neither the names nor the escapes.</summary>
    public static LoopJson Stored { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                Encoder = AgentJsonEncoder.Instance,
                Converters = { new KeptJsonConverter() },
                MaxDepth = MaximumDepth,
                RespectNullableAnnotations = true,
                RespectRequiredConstructorParameters = true,
            }
        );
}
