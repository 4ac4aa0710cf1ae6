using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Preferences;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Sending;

namespace LoopWorker.Processing;

/// <summary>Writes what lines prepare (links of cards, preferences) straight to the table.</summary>
public sealed class StatePreparation(CardDirectory cards, PreferencesStore preferences, LineSubjects subjects)
{
    private static readonly Failure BelongsToAnother = new(
        FailureCodes.InvalidField,
        "card_fingerprint: the card is linked to another user. Unlink it there first."
    );

    /// <summary>Whom a line concerns.</summary>
    public static IReadOnlyList<string> SubjectsOf(SetupLine line) =>
        line is CardLink link
            ? [EventSubject.Card(link.CardFingerprint), EventSubject.User(link.UserPubkey)]
            : [EventSubject.User(line.UserPubkey)];

    /// <summary>Carries it out.</summary>
    /// <exception cref="Tables.TableException">If the table fails.</exception>
    /// <exception cref="PutBackException">If purchases still wait for a card that is linked now.</exception>
    public async Task<Prepared> ApplyAsync(SetupLine line, CancellationToken cancellation)
    {
        switch (line)
        {
            case CardLink(var fingerprint, var user, var last4):
                var linked = await cards.LinkAsync(fingerprint, user, last4, cancellation);
                if (linked.Outcome == LinkOutcome.BelongsToAnother)
                    return new Prepared(BelongsToAnother, PutBack: 0);
                subjects.Learn(fingerprint, user);
                return new Prepared(Failure: null, linked.PutBack);
            case PreferencesChange(var user, var patch):
                return new Prepared(await PatchAsync(user, patch, cancellation), PutBack: 0);
            default:
                throw new ArgumentOutOfRangeException(nameof(line), line.GetType().Name, "Not a line that prepares.");
        }
    }

    // A context that somebody has to mend is in the way of this user's lines, and of nobody else's.
    private async Task<Failure?> PatchAsync(string user, PreferencesPatch patch, CancellationToken cancellation)
    {
        try
        {
            await preferences.PatchAsync(user, patch, cancellation);
            return null;
        }
        catch (StoredStateException exception)
        {
            return new Failure(
                FailureCodes.InvalidField,
                $"user_pubkey: the context stored for this user cannot be read, and stays as it is. {exception.Message}"
            );
        }
    }
}

/// <summary>What came of a line that prepares state.</summary>
/// <param name="Failure">Why it was not carried out; null if it was.</param>
/// <param name="PutBack">How many purchases went back to their queue that had waited for the card.</param>
public readonly record struct Prepared(Failure? Failure, int PutBack);
