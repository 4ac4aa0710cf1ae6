using System.Security.Cryptography;
using System.Text;

namespace LoopWorker.Messages.Sending;

/// <summary>Whom an event concerns, as far as the event tells, and the message group that follows from it.</summary>
public static class EventSubject
{
    private const int GroupLength = 32;

    /// <summary>The user with this public key.</summary>
    public static string User(string pubkey) => "user:" + pubkey;

    /// <summary>The card with this fingerprint, whosever it is.</summary>
    public static string Card(string fingerprint) => "card:" + fingerprint;

    /// <summary>The user or the card that an event names.</summary>
    public static string Of(LoopEvent loopEvent) =>
        loopEvent switch
        {
            UserEvent ofUser => User(ofUser.UserPubkey),
            CardEvent ofCard => Card(ofCard.CardFingerprint),
            _ => throw new ArgumentOutOfRangeException(nameof(loopEvent)),
        };

    /// <summary>
    /// The group that keeps a subject's messages in order on a FIFO queue, 32 hexadecimal digits. Hashed, for a group takes fewer characters than
    /// a name may have, and no queue need know a fingerprint.
    /// </summary>
    public static string GroupOf(string subject) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)))[..GroupLength];
}
