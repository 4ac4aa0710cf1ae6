using System.Globalization;
using System.Text;
using System.Text.Json;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests;

/// <summary>
/// What one event alone costs, priced from the requests themselves: DynamoDB Local's own figure for a transaction is not
/// DynamoDB's.
/// </summary>
public sealed class CostTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 7)]
    public async Task A_purchase_alone_of_a_known_user_takes_one_transaction_and_no_read(bool notifies, int most)
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        await deployment.SendAsync([
            """{"type":"loop.card.link.v1","data":{"card_fingerprint":"fp1","user_pubkey":"u1","card_last4":"4242"}}""",
            """{"type":"loop.preferences.v1","data":{"user_pubkey":"u1","preferences":{"notifications":{"on_capture":WISH,"min_notify_amount":0}}}}""".Replace(
                "WISH",
                notifies ? "true" : "false",
                StringComparison.Ordinal
            ),
        ]);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        await using var worker = WorkerProgram.Start(
            deployment.With(("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())),
            "run"
        );
        await worker.SaysAsync("Worker started");
        // A start asks the table, too.
        var marks = dynamoDb.Calls.GetValueOrDefault("BatchWriteItem");
        await deployment.SendAsync([Sale("t1")]);
        await deployment.WaitForMarkersAsync(1);
        await WaitUntilToldAsync(dynamoDb, marks + (notifies ? 1 : 0));
        var before = dynamoDb.Requests.Count;

        await deployment.SendAsync([Sale("t2")]);
        await deployment.WaitForMarkersAsync(2);
        await WaitUntilToldAsync(dynamoDb, marks + (notifies ? 2 : 0));
        await worker.StopAsync();

        var requests = dynamoDb.Requests.Skip(before).ToList();
        string[] expected = notifies ? ["TransactWriteItems", "BatchWriteItem"] : ["TransactWriteItems"];
        Assert.Equal(expected, requests.Select(request => request.Operation));
        var units = requests.Sum(UnitsOf);
        output.WriteLine($"{units} write units");
        Assert.InRange(units, 1, most);
    }

    private static string Sale(string id) =>
        $$$"""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"{{{id}}}","processor":"square","merchant_id":"m1","amount_cents":1250,"card_fingerprint":"fp1","occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";

    private static async Task WaitUntilToldAsync(ForwardingProxy dynamoDb, int marks)
    {
        while (dynamoDb.Calls.GetValueOrDefault("BatchWriteItem") < marks)
            await Task.Delay(50);
    }

    // Each item on its own, by steps of 1 KB; those of a transaction twice.
    private static long UnitsOf(ScriptedRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return request.Operation switch
        {
            "TransactWriteItems" => body
                .RootElement.GetProperty("TransactItems")
                .EnumerateArray()
                .Sum(item => 2 * Steps(item.GetProperty("Put").GetProperty("Item"))),
            "BatchWriteItem" => body
                .RootElement.GetProperty("RequestItems")
                .EnumerateObject()
                .SelectMany(table => table.Value.EnumerateArray())
                .Sum(item => Steps(item.GetProperty("PutRequest").GetProperty("Item"))),
            _ => throw new InvalidOperationException($"{request.Operation} has no price here."),
        };
    }

    private static long Steps(JsonElement item) => (item.EnumerateObject().Sum(BytesOf) + 1023) / 1024;

    private static int BytesOf(JsonProperty attribute)
    {
        var value = attribute.Value.EnumerateObject().Single();
        var bytes = value.Name switch
        {
            "S" => Encoding.UTF8.GetByteCount(value.Value.GetString()!),
            "N" => 1 + ((value.Value.GetString()!.Trim('-').TrimEnd('0').Length + 1) / 2),
            "BOOL" => 1,
            _ => throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{value.Name} has no size here.")
            ),
        };
        return Encoding.UTF8.GetByteCount(attribute.Name) + bytes;
    }
}
