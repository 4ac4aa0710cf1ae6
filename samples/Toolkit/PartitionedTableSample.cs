using System.Text.Json.Serialization;
using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Partitioned;

namespace LoopWorker.Samples.Toolkit;

/// <summary>What belongs to a user is in one partition, so that it can be read, and removed, together.</summary>
internal static class PartitionedTableSample
{
    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        var users = new PartitionedKeyValueTable(table, Randomness.Unseeded(), TimeProvider.System);
        var text = UserDataJson.Default.String;
        var list = UserDataJson.Default.ListString;

        var language = new CompoundKey("user-7", "settings", "language");
        await users.SetAsync(language, "de", text, cancellation);
        print($"A default is stored instead: {await users.SetIfNotExistsAsync(language, "en", text, cancellation)}");
        print($"The language: {(await users.GetAsync(language, text, cancellation))?.Value}");

        // A set is one value, and no element is lost, however many change it at once.
        var devices = new CompoundKey("user-7", "devices", "push");
        await Task.WhenAll(
            users.Sets.AddAsync(devices, ["phone", "watch"], list, cancellation: cancellation),
            users.Sets.AddAsync(devices, ["tablet", "phone"], list, cancellation: cancellation)
        );
        await users.Sets.RemoveAsync(devices, ["watch"], list, cancellation: cancellation);
        foreach (var device in (string[])["phone", "watch"])
            print($"A {device} is there: {await users.Sets.ContainsAsync(devices, device, list, null, cancellation)}");

        await foreach (var entry in users.ListAsync("user-7", cancellation))
            print($"Stored: {entry.Key}");
        await users.ClearAsync("user-7", cancellation);
        print($"After the user has left, the language is there: {await users.ExistsAsync(language, cancellation)}");
    }
}

[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class UserDataJson : JsonSerializerContext;
