using LoopWorker.Loop.Storage;
using LoopWorker.Tables;

namespace LoopWorker.Loop.State;

/// <summary>What can go wrong with the state of a user: the errors of the agents' <c>StateError</c>.</summary>
public enum StateError
{
    /// <summary>The user has no context.</summary>
    NotFound,

    /// <summary>The context has another version than the change was computed from: see <see cref="VersionConflictException"/>.</summary>
    VersionConflict,

    /// <summary>The table failed: the inner <see cref="TableException"/> says how, and whether the same call may succeed later.</summary>
    Storage,

    /// <summary>What is stored, or was given as JSON, is not what it has to be: someone has to mend it.</summary>
    Serialization,

    /// <summary>The table did not answer in time: whether a write took effect is not known.</summary>
    Timeout,
}

/// <summary>A call on the state of a user that could not be carried out.</summary>
public class StateException(StateError error, string message, Exception? cause = null) : Exception(message, cause)
{
    public StateError Error { get; } = error;

    internal static StateException NotFound() =>
        new(StateError.NotFound, $"The user has no context. {nameof(LoopStateStore.GetOrInitializeAsync)} makes one.");

    internal static StateException Of(TableException exception) =>
        new(
            exception.Code == TableErrors.TimedOut ? StateError.Timeout : StateError.Storage,
            exception.Reason,
            exception
        );

    internal static StateException Of(StoredStateException exception) =>
        new(StateError.Serialization, exception.Message, exception);
}

/// <summary>The context that is stored has another version than the change was computed from; nothing was written.</summary>
/// <param name="expected">The version that the change was computed from; 0 for none.</param>
/// <param name="actual">The version that is stored; 0 where there is no context any more.</param>
public sealed class VersionConflictException(ulong expected, ulong actual)
    : StateException(
        StateError.VersionConflict,
        $"The change was computed from version {expected} of the context, and version {actual} is stored. Nothing was changed; fetch the context and compute the change anew."
    )
{
    public ulong Expected { get; } = expected;

    public ulong Actual { get; } = actual;
}
