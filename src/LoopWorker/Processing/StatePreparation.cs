using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Preferences;

namespace LoopWorker.Processing;

/// <summary>Writes what lines prepare (links of cards, preferences) straight to the table.</summary>
public sealed class StatePreparation(CardDirectory cards, PreferencesStore preferences, LineSubjects subjects)
{
    /// <summary>Whom a line concerns.</summary>
    public static IReadOnlyList<string> SubjectsOf(SetupLine line) =>
        line is CardLink link
            ? [LineSubjects.Card(link.CardFingerprint), LineSubjects.User(link.UserPubkey)]
            : [LineSubjects.User(line.UserPubkey)];

    /// <summary>Carries it out; says why not, if it cannot be.</summary>
    /// <exception cref="Tables.TableException">If the table fails.</exception>
    public async Task<Failure?> ApplyAsync(SetupLine line, CancellationToken cancellation)
    {
        switch (line)
        {
            case CardLink(var fingerprint, var user, var last4):
                if (await cards.LinkAsync(fingerprint, user, last4, cancellation) == LinkOutcome.BelongsToAnother)
                    return new Failure(
                        FailureCodes.InvalidField,
                        "card_fingerprint: the card is linked to another user. Unlink it there first."
                    );
                subjects.Learn(fingerprint, user);
                return null;
            case PreferencesChange(var user, var patch):
                await preferences.PatchAsync(user, patch, cancellation);
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(line), line.GetType().Name, "Not a line that prepares.");
        }
    }
}
