using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoopWorker.Loop.Json;

namespace LoopWorker.Loop.Users;

/// <summary>What agents remember of a user, by name. The worker is one of them; what the others keep is carried along.</summary>
public sealed record AgentMemory
{
    /// <summary>The worker's own; null until it first writes, and where something else stands under its name.</summary>
    [JsonPropertyName(WorkerMemory.Name)]
    [JsonConverter(typeof(LenientWorkerMemoryConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WorkerMemory? Worker { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>Reads what is no memory of the worker's as none: a context must not be lost to it.</summary>
public sealed class LenientWorkerMemoryConverter : JsonConverter<WorkerMemory>
{
    public override WorkerMemory? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var start = reader;
        try
        {
            return JsonSerializer.Deserialize(ref reader, LoopJson.Stored.WorkerMemory)?.Current();
        }
        catch (JsonException)
        {
            reader = start;
            reader.Skip();
            return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, WorkerMemory value, JsonSerializerOptions options)
    {
        if (value.Others is not { Count: > 0 })
            JsonSerializer.Serialize(writer, value, LoopJson.Stored.WorkerMemory);
        else
            WriteSorted(writer, JsonSerializer.SerializeToElement(value, LoopJson.Stored.WorkerMemory));
    }

    // A later version's members go among ours.
    private static void WriteSorted(Utf8JsonWriter writer, JsonElement memory)
    {
        writer.WriteStartObject();
        foreach (var member in memory.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            writer.WritePropertyName(member.Name);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
        }
        writer.WriteEndObject();
    }
}
