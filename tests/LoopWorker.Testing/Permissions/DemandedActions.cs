using System.Collections.Concurrent;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Testing.Permissions;

/// <summary>A table that notes which actions of IAM its calls take on DynamoDB, without their prefix <c>dynamodb:</c>.</summary>
/// <remarks>
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB"; Amazon DynamoDB Developer Guide,
/// "Amazon DynamoDB Transactions: How it works": a transaction takes the actions of its items.
/// </remarks>
public sealed class DemandedActions(ITable table) : InterceptedTable(table)
{
    private readonly ConcurrentDictionary<string, bool> _actions = new();

    /// <summary>Those of the calls so far, in alphabetical order.</summary>
    public IReadOnlyList<string> Actions => [.. _actions.Keys.Order(StringComparer.Ordinal)];

    protected override Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        foreach (var action in ActionsOf(call))
            _actions[action] = true;
        return call.MakeAsync(next);
    }

    private static IEnumerable<string> ActionsOf(TableCall call) =>
        call switch
        {
            TableCall.Get => ["GetItem"],
            TableCall.GetMany => ["BatchGetItem"],
            TableCall.Put => ["PutItem"],
            TableCall.Update => ["UpdateItem"],
            TableCall.Delete => ["DeleteItem"],
            TableCall.Query or TableCall.QueryIndex => ["Query"],
            TableCall.Scan => ["Scan"],
            TableCall.WriteMany => ["BatchWriteItem"],
            TableCall.InsertMany => ["PartiQLInsert"],
            TableCall.Transact transaction => transaction.Writes.Select(ActionOf),
            _ => throw new NotSupportedException(call.GetType().Name),
        };

    private static string ActionOf(Write write) =>
        write switch
        {
            Put => "PutItem",
            Update => "UpdateItem",
            Delete => "DeleteItem",
            Check => "ConditionCheckItem",
            _ => throw new NotSupportedException(write.GetType().Name),
        };
}
