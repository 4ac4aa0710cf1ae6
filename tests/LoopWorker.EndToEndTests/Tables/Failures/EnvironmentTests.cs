using Amazon.Runtime;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb;
using LoopWorker.Tables.Requests;
using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Tables.Failures;

/// <summary>What is taken from the environment, and what is told if it is not there. Alone, for the environment is everyone's.</summary>
[Collection(nameof(EnvironmentTests))]
[CollectionDefinition(nameof(EnvironmentTests), DisableParallelization = true)]
public sealed class EnvironmentTests : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public EnvironmentTests()
    {
        foreach (var (name, _) in SharedEndpoints.Current.Variables)
            Set(name, null);
        foreach (var name in new[] { "AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN" })
            Set(name, null);
        Set("AWS_EC2_METADATA_DISABLED", "true");
        Set("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
        Set("AWS_CONFIG_FILE", "/nonexistent");
        FallbackRegionFactory.Reset();
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
            Variable.SetEnvironmentVariable(name, value);
        FallbackRegionFactory.Reset();
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB")]
    [InlineData("AWS_ENDPOINT_URL")]
    public async Task Endpoint_region_and_credentials_come_from_the_environment(string variable)
    {
        await using var scripted = new ScriptedEndpoint(_ => new ScriptedAnswer("{}"));
        Set(variable, scripted.Uri.ToString());
        Set("AWS_REGION", "eu-central-1");
        Set("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        Set("AWS_SECRET_ACCESS_KEY", "secret");
        using var service = Service(new DynamoDbOptions());

        await service.Open("loop").GetAsync(ScriptedTable.User, Consistency.Strong, default);

        Assert.Equal("eu-central-1", service.Region);
        var request = Assert.Single(scripted.Requests);
        Assert.Contains("AKIDEXAMPLE/", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.Contains("/eu-central-1/dynamodb/", request.Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_region_names_the_variable_to_set()
    {
        var exception = Assert.Throws<TableException>(() => Service(new DynamoDbOptions()));

        Assert.Equal(TableErrors.RegionMissing, exception.Code);
        Assert.Contains("AWS_REGION", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_credentials_name_the_variables_to_set()
    {
        await using var scripted = new ScriptedEndpoint(_ => new ScriptedAnswer("{}"));
        using var service = Service(new DynamoDbOptions { Endpoint = scripted.Uri, Region = Endpoints.Region });

        var exception = await Assert.ThrowsAsync<TableException>(() =>
            service.Open("loop").GetAsync(ScriptedTable.User, Consistency.Strong, default)
        );

        Assert.Equal(TableErrors.CredentialsMissing, exception.Code);
        Assert.Contains("AWS_ACCESS_KEY_ID", exception.Message, StringComparison.Ordinal);
        Assert.Empty(scripted.Requests);
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Variable.GetEnvironmentVariable(name));
        Variable.SetEnvironmentVariable(name, value);
    }

    private static DynamoDbTableService Service(DynamoDbOptions options) =>
        new(options, static () => 0.5, TimeProvider.System);
}
