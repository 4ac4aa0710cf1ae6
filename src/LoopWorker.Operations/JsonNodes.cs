using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LoopWorker.Operations;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class JsonNodes : JsonSerializerContext;
