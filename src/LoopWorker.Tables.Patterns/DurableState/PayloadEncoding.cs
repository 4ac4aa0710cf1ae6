using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace LoopWorker.Tables.Patterns.DurableState;

/// <summary>Payloads as manifest and bytes, and back. Pure.</summary>
/// <remarks>
/// eGo's store marshals the <c>google.protobuf.Any</c> that a state is wrapped in, so the manifest that it writes is always that of the Any, and the
/// state's own name is the type URL within. A manifest that is the state's own name, with its bytes unwrapped, is read as well. JSON has the
/// manifest <c>json:</c> and its name, and UTF-8 for bytes.
/// Source: Tochemey/ego-contrib, <c>durablestore/dynamodb/durable_store.go</c>.
/// </remarks>
internal sealed class PayloadEncoding(TypeRegistry types)
{
    private const string JsonManifest = "json:";

    public static (string Manifest, ReadOnlyMemory<byte> Bytes) Write(StatePayload payload) =>
        payload switch
        {
            StatePayload.Protobuf { Message: Any any } => (Any.Descriptor.FullName, any.ToByteArray()),
            StatePayload.Protobuf { Message: var message } => (
                Any.Descriptor.FullName,
                Any.Pack(message).ToByteArray()
            ),
            StatePayload.Json json => (JsonManifest + json.Name, Encoding.UTF8.GetBytes(json.Text)),
            _ => throw new ArgumentOutOfRangeException(nameof(payload), payload.GetType().Name, "Not a payload."),
        };

    /// <exception cref="DurableStateException">If nobody registered the type, or the bytes are none of it.</exception>
    public StatePayload Read(string manifest, ReadOnlyMemory<byte> bytes)
    {
        if (manifest.StartsWith(JsonManifest, StringComparison.Ordinal))
            return new StatePayload.Json(manifest[JsonManifest.Length..], Encoding.UTF8.GetString(bytes.Span));
        if (manifest != Any.Descriptor.FullName)
            return new StatePayload.Protobuf(Parse(manifest, Find(manifest).Parser, bytes));
        var any = (Any)Parse(manifest, Any.Parser, bytes);
        // A state that was never set is marshalled as an empty Any.
        if (any.TypeUrl.Length == 0)
            return new StatePayload.Protobuf(any);
        var name = Any.GetTypeName(any.TypeUrl);
        return new StatePayload.Protobuf(Parse(name, Find(name).Parser, any.Value.Memory));
    }

    private MessageDescriptor Find(string name) =>
        types.Find(name)
        ?? throw new DurableStateException(
            $"The state is a message '{name}', which is not registered: add its descriptor to the TypeRegistry of the store."
        );

    private static IMessage Parse(string name, MessageParser parser, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return parser.ParseFrom(bytes.Span);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new DurableStateException(
                $"The {bytes.Length} bytes of the state are no message '{name}'.",
                exception
            );
        }
    }
}
