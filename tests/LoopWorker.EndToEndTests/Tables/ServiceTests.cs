using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Tables.Failures;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb.Provisioning;

namespace LoopWorker.EndToEndTests.Tables;

/// <summary>Making and describing tables.</summary>
public sealed class ServiceTests
{
    [Fact]
    public async Task A_table_is_described_as_it_was_made()
    {
        var service = DynamoDbTables.Service;
        var name = Name();
        await service.CreateAsync(
            new TableDefinition(
                name,
                "ttl",
                new IndexDefinition("ByFingerprint", "fingerprint", "user_pubkey", "linked_at"),
                new IndexDefinition("ByMerchant", "merchant_id")
            ),
            default
        );

        var made = await service.DescribeAsync(name, withRecovery: true, default);
        await service.EnableTimeToLiveAsync(name, "ttl", default);
        var enabled = await service.DescribeAsync(name, withRecovery: true, default);

        Assert.NotNull(made);
        Assert.Equal((name, "ACTIVE", "PAY_PER_REQUEST"), (made.Name, made.Status, made.BillingMode));
        Assert.Equal([new KeyDescription("pk", "HASH", "S"), new KeyDescription("sk", "RANGE", "S")], made.Keys);
        Assert.Null(made.TimeToLiveAttribute);
        Assert.Equal("ttl", enabled?.TimeToLiveAttribute);
        var indexes = made.Indexes.OrderBy(index => index.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(["ByFingerprint", "ByMerchant"], indexes.Select(index => index.Name));
        Assert.Equal(["fingerprint", "merchant_id"], indexes.Select(index => index.HashAttribute));
        Assert.Equal(["INCLUDE", "KEYS_ONLY"], indexes.Select(index => index.Projection));
        Assert.Equal(["linked_at", "user_pubkey"], indexes[0].Included.Order(StringComparer.Ordinal));
        Assert.Empty(indexes[1].Included);
    }

    [Fact]
    public async Task A_table_that_is_not_there_has_no_description() =>
        Assert.Null(await DynamoDbTables.Service.DescribeAsync(Name(), withRecovery: true, default));

    [Fact]
    public async Task A_table_is_not_made_twice()
    {
        var definition = new TableDefinition(Name());
        await DynamoDbTables.Service.CreateAsync(definition, default);

        var exception = await Assert.ThrowsAsync<TableException>(() =>
            DynamoDbTables.Service.CreateAsync(definition, default)
        );

        Assert.Equal(TableErrors.TableInUse, exception.Code);
    }

    [Theory]
    [InlineData("ENABLED", true)]
    [InlineData("DISABLED", false)]
    public async Task Recovery_is_described_where_the_endpoint_knows_it(string status, bool isOn)
    {
        await using var scripted = Describing(
            new(
                $$"""
                {"ContinuousBackupsDescription":
                  {"ContinuousBackupsStatus":"ENABLED","PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"{{status}}"}
                } }
                """
            )
        );

        Assert.Equal(
            isOn,
            (await scripted.Service.DescribeAsync(ScriptedTable.Name, withRecovery: true, default))?.PointInTimeRecovery
        );
    }

    [Fact]
    public async Task Recovery_is_not_known_where_the_endpoint_does_not_know_the_operation()
    {
        await using var scripted = Describing(ScriptedAnswer.Error("UnknownOperationException", "said"));

        var description = await scripted.Service.DescribeAsync(ScriptedTable.Name, withRecovery: true, default);
        var exception = await Assert.ThrowsAsync<TableException>(() =>
            scripted.Service.EnablePointInTimeRecoveryAsync(ScriptedTable.Name, default)
        );

        Assert.NotNull(description);
        Assert.Null(description.PointInTimeRecovery);
        Assert.Equal(TableErrors.UnknownOperation, exception.Code);
    }

    [Fact]
    public async Task Recovery_waits_until_a_new_table_can_be_backed_up()
    {
        await using var scripted = ScriptedTable.Answering(
            ScriptedAnswer.Error("ContinuousBackupsUnavailableException", "said"),
            ScriptedAnswer.Error("ContinuousBackupsUnavailableException", "said"),
            new ScriptedAnswer("{}")
        );

        await scripted.Service.EnablePointInTimeRecoveryAsync(ScriptedTable.Name, default);

        Assert.Equal(3, scripted.Endpoint.Requests.Count);
    }

    [Theory]
    [InlineData("STRONG", true)]
    [InlineData("EVENTUAL", false)]
    public async Task Of_a_global_table_the_regions_and_their_consistency_are_told(string consistency, bool strong)
    {
        await using var scripted = Describing(
            new ScriptedAnswer("{}"),
            $$"""
            ,"MultiRegionConsistency":"{{consistency}}","Replicas":[{"RegionName":"eu-west-1"},{"RegionName":"us-east-1"}]
            """
        );
        var table = await scripted.Service.DescribeAsync("loop", withRecovery: false, default);
        Assert.Equal(["eu-west-1", "us-east-1"], table!.Replicas);
        Assert.Equal(strong, table.IsStronglyConsistentAcrossRegions);
    }

    [Fact]
    public async Task A_table_that_does_not_become_active_in_time_is_told()
    {
        await using var scripted = new ScriptedTable(
            request => request.Operation == "CreateTable" ? new("{}") : new("""{"Table":{"TableStatus":"CREATING"}}"""),
            options => options with { CreationTimeout = TimeSpan.Zero }
        );

        var exception = await Assert.ThrowsAsync<TableException>(() =>
            scripted.Service.CreateAsync(new TableDefinition(ScriptedTable.Name), default)
        );

        Assert.Equal(TableErrors.TimedOut, exception.Code);
        Assert.Contains("did not become active", exception.Message, StringComparison.Ordinal);
    }

    private static ScriptedTable Describing(ScriptedAnswer recovery, string more = "") =>
        new(request =>
            request.Operation switch
            {
                "DescribeTable" => new(
                    $$$"""
                    {"Table":{"TableName":"loop","TableStatus":"ACTIVE","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
                     "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]{{{more}}}}}
                    """
                ),
                "DescribeTimeToLive" => new("""{"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}}"""),
                _ => recovery,
            }
        );

    private static string Name() => $"service-{Guid.NewGuid():N}";
}
