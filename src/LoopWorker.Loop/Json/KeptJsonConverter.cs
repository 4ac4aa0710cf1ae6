using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoopWorker.Loop.Json;

/// <summary>
/// Writes what others have added to stored JSON byte for byte as it was read. Read and written anew, it might become other bytes, and a string
/// with half of a surrogate pair (<c>"\ud83d"</c>, as JavaScript writes a string that was cut inside an emoji) could not be written at all.
/// </summary>
public sealed class KeptJsonConverter : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) =>
        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
}
