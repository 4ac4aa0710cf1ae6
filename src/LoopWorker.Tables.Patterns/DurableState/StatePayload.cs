using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf;

namespace LoopWorker.Tables.Patterns.DurableState;

/// <summary>A state: a protobuf message or JSON.</summary>
public abstract record StatePayload
{
    private protected StatePayload() { }

    /// <summary>A protobuf message.</summary>
    /// <param name="Message">The state. One in a <c>google.protobuf.Any</c> is unpacked when it is read.</param>
    public sealed record Protobuf(IMessage Message) : StatePayload;

    /// <summary>JSON text.</summary>
    /// <param name="Name">What kind of state it is, by a name that stays when classes are renamed. May be empty.</param>
    /// <param name="Text">The JSON text. It is not looked at.</param>
    public sealed record Json(string Name, string Text) : StatePayload
    {
        /// <summary>Writes a state to JSON.</summary>
        public static Json Of<TState>(string name, TState state, JsonTypeInfo<TState> type) =>
            new(name, JsonSerializer.Serialize(state, type));

        /// <summary>Reads the state from its JSON.</summary>
        /// <exception cref="DurableStateException">If the text is no JSON, or of another shape than the type.</exception>
        public TState? Read<TState>(JsonTypeInfo<TState> type)
        {
            try
            {
                return JsonSerializer.Deserialize(Text, type);
            }
            catch (JsonException exception)
            {
                throw new DurableStateException(
                    $"The JSON state '{Name}' cannot be read as {typeof(TState).Name}: see '{exception.Path}', line {exception.LineNumber}, byte {exception.BytePositionInLine}.",
                    exception
                );
            }
        }
    }
}
