using System.Runtime.CompilerServices;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.State;

/// <summary>
/// The users whose contexts were written with an index of active users (<see cref="StateOptions.ActiveUsersIndex"/>), by their last
/// update. A worker keeps a user listed whom the state store has listed, and lists none by itself.
/// </summary>
/// <remarks>
/// Source: loop-agent-sdk 0.1.0, <c>state.rs</c>: <c>GSI1PK</c> is <c>ACTIVE</c> and <c>GSI1SK</c> the context's <c>updated_at</c>. Nothing in
/// <c>dynamo.rs</c> writes them. The index may be a little behind, and a user who is updated while pages are read may come twice or not at all.
/// </remarks>
/// <param name="table">The one table.</param>
/// <param name="options">The name of the index.</param>
/// <exception cref="ArgumentException">If the options name no index.</exception>
public sealed class ActiveUsers(ITable table, StateOptions options)
{
    private readonly string _index =
        options.ActiveUsersIndex
        ?? throw new ArgumentException(
            $"{nameof(StateOptions.ActiveUsersIndex)} is not set: name the index, such as GSI1.",
            nameof(options)
        );

    /// <summary>Users by their last update, the latest first, in as many pages as it takes; half a read unit for each 4 KB.</summary>
    /// <param name="since">Only those updated then or later; null for all.</param>
    /// <param name="until">Only those updated then or earlier; null for all.</param>
    /// <param name="cancellation">Stops between pages.</param>
    /// <exception cref="StateException">If the table fails.</exception>
    public async IAsyncEnumerable<ActiveUser> ListAsync(
        DateTimeOffset? since,
        DateTimeOffset? until,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var query = new IndexQuery(_index, ContextItems.Active)
        {
            From = since?.ToUnixTimeSeconds(),
            To = until?.ToUnixTimeSeconds(),
            Descending = true,
        };
        do
        {
            var page = await StateCalls.ReadAsync(() => table.QueryAsync(query, cancellation));
            foreach (var item in page.Items)
                if (item[Attributes.ActiveSort]?.AsInt64 is { } updatedAt)
                    yield return new ActiveUser(item.Key.Partition[Keys.UserPrefix.Length..], updatedAt);
            query = query.Beyond(page);
        } while (query.After is not null);
    }
}

/// <summary>A user in the list of active ones.</summary>
/// <param name="Pubkey">The user's public key.</param>
/// <param name="UpdatedAt">When the context was last written, Unix seconds.</param>
public sealed record ActiveUser(string Pubkey, long UpdatedAt);
