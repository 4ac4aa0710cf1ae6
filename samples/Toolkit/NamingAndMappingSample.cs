using System.Text.Json.Serialization;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Naming;
using LoopWorker.Tables.Patterns.Records;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Samples.Toolkit;

/// <summary>Tables have names by environment, and an attribute for each member of a record.</summary>
internal static class NamingAndMappingSample
{
    public static KeySchema Keys { get; } = new("payoutId");

    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        var names = new TableNaming(prefix: "paradox", environment: "dev");
        print($"The table of payouts: {names.Of("payouts")}");
        try
        {
            names.Require("paradox.prod.payouts");
        }
        catch (ArgumentException exception)
        {
            print($"Refused: {exception.Message.Split(':')[0]}");
        }

        var payouts = new RecordMapping<Payout>(PayoutJson.Default.Payout, Keys);
        var payout = new Payout("payout-31", "bakery-12", 1250.40m, ["march", "card"], Note: null);
        await table.PutAsync(new Put(payouts.ToItem(payout)), cancellation);

        var stored = await table.GetAsync(Keys.Key("payout-31"), Consistency.Strong, cancellation);
        print($"Attributes: {string.Join(", ", stored.Item!.Select(attribute => attribute.Key).Order())}");
        var read = payouts.FromItem(stored.Item!);
        print($"Read back: {read.PayoutId}, {read.MerchantId}, {read.Amount}, {string.Join(" and ", read.Tags)}");
    }

    internal sealed record Payout(
        string PayoutId,
        string MerchantId,
        decimal Amount,
        IReadOnlyList<string> Tags,
        string? Note
    );
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NamingAndMappingSample.Payout))]
internal sealed partial class PayoutJson : JsonSerializerContext;
