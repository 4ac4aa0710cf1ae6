using System.Text.Json.Serialization;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.KeyValue;

namespace LoopWorker.Samples.Toolkit;

/// <summary>Merchants by id: one, several, and all of them page by page.</summary>
internal static class KeyValueSample
{
    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        var merchants = new KeyValueTable(table, TimeProvider.System, "merchants");
        var json = MerchantJson.Default.Merchant;

        await merchants.SetAsync("bakery-12", new Merchant("Bakery at the Mill", 150), json, cancellation);
        await merchants.SetBatchAsync(
            [
                new("cafe-3", new Merchant("Harbour Café", 200)),
                new("cafe-8", new Merchant("Station Café", 100)),
                new("florist-1", new Merchant("Three Tulips", 300)),
            ],
            json,
            cancellation
        );
        print($"One: {(await merchants.GetAsync("bakery-12", json, cancellation))?.Value}");

        var found = await merchants.GetBatchAsync(["cafe-3", "cafe-8", "cafe-99"], json, cancellation);
        print($"Several, of which {found.Count} exist: {string.Join(", ", found.Keys.Order())}");

        var page = await merchants.ListAsync(json, limit: 3, cancellation: cancellation);
        print($"A page of {page.Entries.Count}, and more to come: {page.Next is not null}");

        var cafes = new List<string>();
        await foreach (var (id, _) in merchants.StreamAsync(json, keyContains: "cafe", cancellation: cancellation))
            cafes.Add(id);
        print($"All with 'cafe' in their ids: {string.Join(", ", cafes.Order())}");

        await merchants.DeleteAsync("cafe-8", cancellation);
        print($"After a removal: {(await merchants.GetAsync("cafe-8", json, cancellation))?.Value.Name ?? "none"}");
    }
}

internal sealed record Merchant(string Name, int BasisPoints);

[JsonSerializable(typeof(Merchant))]
internal sealed partial class MerchantJson : JsonSerializerContext;
