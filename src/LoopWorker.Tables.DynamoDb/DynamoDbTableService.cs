using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime.Endpoints;
using LoopWorker.Aws;
using LoopWorker.Aws.Calls;
using LoopWorker.Aws.Credentials;
using LoopWorker.Tables.DynamoDb.Errors;
using LoopWorker.Tables.DynamoDb.Failures;
using LoopWorker.Tables.DynamoDb.Operations;
using LoopWorker.Tables.DynamoDb.Provisioning;
using LoopWorker.Tables.Values;
using TableDescription = LoopWorker.Tables.DynamoDb.Provisioning.TableDescription;

namespace LoopWorker.Tables.DynamoDb;

/// <summary>DynamoDB in one region: opens its tables, describes and makes them. Its tables share its connections.</summary>
public sealed class DynamoDbTableService : ITableDescriber, IDisposable
{
    private readonly DynamoDbOptions _options;
    private readonly Func<double> _chance;
    private readonly TimeProvider _time;
    private readonly ExplainedCredentials _credentials;
    private readonly AmazonDynamoDBClient _client;

    /// <param name="options">How DynamoDB is reached.</param>
    /// <param name="chance">Evenly spread from 0 up to 1, called by many threads: what waits are spread by.</param>
    /// <param name="time">The clock to wait by.</param>
    /// <exception cref="TableException"><see cref="TableErrors.RegionMissing"/> if no one names a region.</exception>
    public DynamoDbTableService(DynamoDbOptions options, Func<double> chance, TimeProvider time)
    {
        _options = options;
        _chance = chance;
        _time = time;
        var configuration = new AmazonDynamoDBConfig();
        Region =
            ClientConfiguration.Apply(configuration, options, answers => new FailureCapture(answers))
            ?? throw RegionMissing();
        _credentials = new ExplainedCredentials(options.Credentials, configuration);
        _client = new AmazonDynamoDBClient(_credentials, configuration);
        var anyOperation = new ServiceOperationEndpointParameters(new ListTablesRequest());
        Host = new Uri(configuration.DetermineServiceOperationEndpoint(anyOperation).URL).Authority;
    }

    public string Region { get; }

    /// <summary>Where calls go: the host, and the port if it is not the usual one.</summary>
    public string Host { get; }

    /// <summary>A table by its name. Makes no call, so a table that is missing shows only when it is used.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="keys">The names of its key attributes; <see cref="KeySchema.Default"/> if absent.</param>
    public ITable Open(string name, KeySchema? keys = null)
    {
        var messages = Messages(name);
        return new DynamoDbTable(name, keys ?? KeySchema.Default, _client, Calls(messages), Rounds(), messages);
    }

    public Task<TableDescription?> DescribeAsync(string name, bool withRecovery, CancellationToken cancellation) =>
        Calls(Messages(name))
            .RunAsync(
                "DescribeTable",
                token => TableDescriptions.ReadAsync(_client, name, withRecovery, token),
                cancellation
            );

    /// <summary>
    /// Makes a table with its indexes, billed by request, and waits until it is active. Time to live and recovery are
    /// switched on by calls of their own.
    /// </summary>
    /// <exception cref="TableException">
    /// <see cref="TableErrors.TableInUse"/> if there is one already; <see cref="TableErrors.TimedOut"/> if it does not
    /// become active within <see cref="DynamoDbOptions.CreationTimeout"/>; or if the calls fail.
    /// </exception>
    public async Task CreateAsync(TableDefinition definition, CancellationToken cancellation)
    {
        var calls = Calls(Messages(definition.Name));
        await calls.RunAsync(
            "CreateTable",
            token => _client.CreateTableAsync(TableCreation.RequestOf(definition), token),
            cancellation
        );
        await Polling()
            .UntilAsync(
                $"The table '{definition.Name}' in region {Region} did not become active",
                async () => await IsActiveAsync(calls, definition.Name, cancellation),
                cancellation
            );
    }

    /// <summary>Lets DynamoDB delete items some time after the Unix second in the attribute.</summary>
    /// <exception cref="TableException">If it is on already, or the call fails.</exception>
    public Task EnableTimeToLiveAsync(string name, string attribute, CancellationToken cancellation) =>
        Calls(Messages(name))
            .RunAsync(
                "UpdateTimeToLive",
                token => _client.UpdateTimeToLiveAsync(TableCreation.TimeToLive(name, attribute), token),
                cancellation
            );

    /// <summary>Keeps backups of the last 35 days, to any second. A new table takes a while until it can: that is waited for.</summary>
    /// <exception cref="TableException">If the endpoint does not know it (emulators), or the calls fail.</exception>
    public Task EnablePointInTimeRecoveryAsync(string name, CancellationToken cancellation)
    {
        var calls = Calls(Messages(name));
        return Polling()
            .UntilAsync(
                $"Continuous backups of the table '{name}' in region {Region} did not become available",
                () => calls.RunAsync("UpdateContinuousBackups", TryEnableRecoveryAsync, cancellation),
                cancellation
            );

        async Task<bool> TryEnableRecoveryAsync(CancellationToken token)
        {
            try
            {
                await _client.UpdateContinuousBackupsAsync(TableCreation.PointInTimeRecovery(name), token);
                return true;
            }
            catch (ContinuousBackupsUnavailableException)
            {
                return false;
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> IsActiveAsync(CallRunner calls, string name, CancellationToken cancellation)
    {
        var answer = await calls.RunAsync(
            "DescribeTable",
            token => _client.DescribeTableAsync(name, token),
            cancellation
        );
        return answer.Table.TableStatus == TableStatus.ACTIVE;
    }

    private ErrorMessages Messages(string table) => new(table, Region, Host);

    private CallRunner Calls(ErrorMessages messages) =>
        new(_credentials, _options.CallTimeout, _time, new ErrorTranslation(messages).Translate);

    private RepeatedRounds Rounds() => new(_options.UnprocessedRounds, _chance, _time);

    private Polling Polling() => new(_options.CreationTimeout, _chance, _time);

    private static TableException RegionMissing() =>
        new(
            TableErrors.RegionMissing,
            "No AWS region is set for DynamoDB: set the variable AWS_REGION, or the region of the profile in use (AWS_PROFILE)"
        );
}
