using System.Text.Json;
using System.Text.Json.Serialization;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.DeadLetters.Selecting;

namespace LoopWorker.Operations.DeadLetters;

/// <summary>What audit records of dead-letter queues hold. A null where none can be is a <see cref="JsonException"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ReplayState))]
[JsonSerializable(typeof(LetterSelection))]
internal sealed partial class DeadLetterJson : JsonSerializerContext;
