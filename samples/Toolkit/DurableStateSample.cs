using System.Text.Json.Serialization;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.DurableState;

namespace LoopWorker.Samples.Toolkit;

/// <summary>An account is a persistent entity: its latest state, as a protobuf message or as JSON, by its version.</summary>
internal static class DurableStateSample
{
    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        // Your own generated messages go here: TypeRegistry.FromMessages(AccountState.Descriptor).
        var store = new DurableStateStore(table, TypeRegistry.FromMessages(Struct.Descriptor));
        await store.PingAsync(cancellation);

        var account = new Struct { Fields = { ["balance_cents"] = Value.ForNumber(4200) } };
        await store.WriteAsync(StateOf("account-42", 1, new StatePayload.Protobuf(account)), cancellation);
        var latest = await store.GetLatestAsync("account-42", cancellation);
        print($"Version {latest?.Version}: {(latest?.Payload as StatePayload.Protobuf)?.Message}");

        // Each only on the version before.
        account.Fields["balance_cents"] = Value.ForNumber(3700);
        var next = StateOf("account-42", 2, new StatePayload.Protobuf(account));
        print($"Version 2 is written: {(await store.TryWriteAsync(next, expectedVersion: 1, cancellation)).Written}");
        var late = await store.TryWriteAsync(next, expectedVersion: 1, cancellation);
        print($"Once more: {late.Written}, for version {late.StoredVersion} is stored");

        var cart = StatePayload.Json.Of("cart", new Cart(["espresso", "croissant"]), CartJson.Default.Cart);
        await store.WriteAsync(StateOf("cart-7", 1, cart), cancellation);
        var stored = (StatePayload.Json)(await store.GetLatestAsync("cart-7", cancellation))!.Payload;
        print($"In the {stored.Name}: {string.Join(", ", stored.Read(CartJson.Default.Cart)!.Products)}");
    }

    private static StateSnapshot StateOf(string id, ulong version, StatePayload payload) =>
        new(id, version, payload, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    internal sealed record Cart(IReadOnlyList<string> Products);
}

[JsonSerializable(typeof(DurableStateSample.Cart))]
internal sealed partial class CartJson : JsonSerializerContext;
