using System.Text.Json.Serialization;

namespace LoopWorker.Processing;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProcessTotals))]
internal sealed partial class ProcessJson : JsonSerializerContext;
