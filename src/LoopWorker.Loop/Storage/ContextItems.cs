using System.Text.Json;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.Users;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Storage;

/// <summary>A user's context as it was when it was read, and the worker's memory in it.</summary>
/// <param name="Context">The context; a fresh one where nothing is stored.</param>
/// <param name="Memory">What the worker remembers of the user.</param>
/// <param name="Stored">The condition under which it is still what is stored.</param>
/// <param name="Bytes">Roughly the size of its item.</param>
public sealed record ContextSnapshot(UserContext Context, WorkerMemory Memory, Condition Stored, int Bytes)
{
    /// <summary>Whether the user is listed among the active ones (<see cref="State.ActiveUsers"/>), and stays so.</summary>
    public bool IsListed { get; init; }

    /// <summary>What holds of a user of whom nothing is stored.</summary>
    public static ContextSnapshot Fresh(string user) => new(UserContext.Initial(user), new(), Condition.NoItem, 512);
}

/// <summary>The CONTEXT item, read and written.</summary>
public static class ContextItems
{
    /// <summary>The value of <see cref="Attributes.ActivePartition"/>: all that are listed share it.</summary>
    public const string Active = "ACTIVE";

    /// <summary>Reads the item; null stands for none.</summary>
    /// <exception cref="StoredStateException">If its JSON is none, or not a context. Nothing else is thrown, whatever the item holds.</exception>
    public static ContextSnapshot Read(string user, Item? item)
    {
        if (item is null)
            return ContextSnapshot.Fresh(user);
        var json =
            item[Attributes.ContextData]?.AsString
            ?? throw new StoredStateException($"A CONTEXT item has no string {Attributes.ContextData}.");
        try
        {
            var context =
                JsonSerializer.Deserialize(json, LoopJson.Stored.UserContext)
                ?? throw new StoredStateException($"The {Attributes.ContextData} of a CONTEXT item is null.");
            // Its items would go to the other user.
            if (context.Pubkey != user)
                throw new StoredStateException("A CONTEXT item holds the context of another user than its key's.");
            var version = item[Attributes.Version];
            return new ContextSnapshot(
                context with
                {
                    Version = version?.AsUInt64 ?? context.Version,
                },
                context.AgentMemory.Worker ?? new WorkerMemory(),
                version is null
                    ? new Condition.Absent(Attributes.Version)
                    : Condition.Equal(Attributes.Version, version),
                json.Length
            )
            {
                IsListed = item[Attributes.ActivePartition]?.AsString == Active,
            };
        }
        catch (JsonException exception)
        {
            throw new StoredStateException(
                $"The {Attributes.ContextData} of a CONTEXT item is not a user context: "
                    + $"{StoredJsonFault.Describe(json, LoopJson.Stored.UserContext, exception)}. Mend or remove the item.",
                exception
            );
        }
        catch (Exception exception) when (exception is not StoredStateException)
        {
            throw new StoredStateException(
                UnexpectedError.Describe("A CONTEXT item cannot be read", exception),
                exception
            );
        }
    }

    /// <summary>The context as its next version, and the put that stores it if the snapshot still holds.</summary>
    /// <param name="before">What the change was computed from.</param>
    /// <param name="context">The context after the change.</param>
    /// <param name="memory">The memory after the change.</param>
    /// <param name="now">Unix seconds.</param>
    public static (ContextSnapshot After, Put Put) Write(
        ContextSnapshot before,
        UserContext context,
        WorkerMemory memory,
        long now
    )
    {
        var next = context with
        {
            AgentMemory = context.AgentMemory with { Worker = memory },
            UpdatedAt = now,
            Version = before.Context.Version + 1,
        };
        var item = Write(next, before.IsListed, out var characters);
        var isThis = Condition.Equal(Attributes.Version, next.Version);
        var after = new ContextSnapshot(next, memory, isThis, characters) { IsListed = before.IsListed };
        return (after, new Put(item, before.Stored));
    }

    /// <summary>The item of a context as it is, its version included.</summary>
    /// <param name="context">The context.</param>
    /// <param name="isListed">Whether the user is to be listed among the active ones.</param>
    public static Item Write(UserContext context, bool isListed = false) => Write(context, isListed, out _);

    private static Item Write(UserContext context, bool isListed, out int characters)
    {
        var json = JsonSerializer.Serialize(context, LoopJson.Stored.UserContext);
        characters = json.Length;
        var item = Item.Of(
            Keys.Context(context.Pubkey),
            (Attributes.ContextData, json),
            (Attributes.Version, context.Version),
            (Attributes.UpdatedAt, context.UpdatedAt)
        );
        return isListed
            ? item.With(Attributes.ActivePartition, Active).With(Attributes.ActiveSort, context.UpdatedAt)
            : item;
    }
}
