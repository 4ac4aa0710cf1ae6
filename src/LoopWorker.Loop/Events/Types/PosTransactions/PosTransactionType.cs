using System.Globalization;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Types;
using LoopWorker.Messages.Types.PosTransactions;

namespace LoopWorker.Loop.Events.Types.PosTransactions;

/// <summary>Purchases: each leaves a pending capture, and Cred for what was paid.</summary>
public sealed class PosTransactionType : EventType<PosTransaction>
{
    /// <summary>The kind of notification that tells of the capture.</summary>
    public const string CaptureNotification = "capture";

    /// <summary>The kind of notification that tells that what is captured is to be staked.</summary>
    public const string StakeNotification = "stake";

    /// <summary>The kind of notification that a user's first capture brings besides, where the deployment wants that.</summary>
    public const string FirstCaptureNotice = "first_capture";

    private PosTransactionType() { }

    public static PosTransactionType Instance { get; } = new();

    public override MessageType<PosTransaction> WireType => PosTransactionMessage.Instance;

    public override string MarkerPrefix => Keys.TransactionPrefix;

    public override TimeSpan MarkerLifetime { get; } = TimeSpan.FromDays(30);

    public override bool LeavesCapture => true;

    protected override void AddHashedFields(CanonicalFields fields, PosTransaction transaction)
    {
        fields.Add(transaction.Processor);
        fields.Add(transaction.MerchantId);
        fields.Add(transaction.MerchantName);
        fields.Add(transaction.LocationId);
        fields.Add((ulong)transaction.AmountCents);
        fields.Add(transaction.Currency);
        fields.Add(transaction.CardFingerprint);
        fields.Add(transaction.CardLast4);
        fields.Add(transaction.Proof?.Type);
        fields.Add(transaction.Proof?.Data);
        fields.Add(transaction.Location);
    }

    public override (ulong? Amount, Failure? Failure) AmountOf(PosTransaction transaction, LoopRules rules)
    {
        var currency = transaction.Currency;
        if (!rules.Rates.TryGetValue(currency, out var rate))
            return (null, new Failure(FailureCodes.NoRate, NoRateDetail(currency)));
        var lamports = (UInt128)transaction.AmountCents * rate;
        if (lamports <= ulong.MaxValue)
            return ((ulong)lamports, null);
        var detail =
            $"amount_cents times {rate} lamports a minor unit of {currency} is more than 64 bits hold. "
            + $"Send a smaller amount or set Capture:Rates:{currency} lower.";
        return (null, new Failure(FailureCodes.AmountOverflow, detail));
    }

    private static string NoRateDetail(string currency) =>
        $"currency is {currency}, for which there is no rate: set Capture:Rates:{currency} to the lamports of Cred for one minor unit, then replay.";

    public override string EntryNameOf(PosTransaction transaction) => "capture";

    public override string SummaryOf(PosTransaction transaction, ulong amount) =>
        $"Captured {Cred.Of(amount)} from {Money(transaction)} at {transaction.MerchantName ?? transaction.MerchantId}";

    public override PendingCapture CaptureOf(PosTransaction transaction, in CaptureTerms terms) =>
        new()
        {
            MerchantId = transaction.MerchantId,
            MerchantName = transaction.MerchantName,
            AmountCents = (ulong)transaction.AmountCents,
            CardLast4 = transaction.CardLast4,
            ProofData = transaction.Proof?.Data,
            ProofType = transaction.Proof?.Type,
            Location = transaction.Location is { } at ? new(at.Latitude, at.Longitude, at.AccuracyMeters) : null,
            CreatedAt = terms.CreatedAt,
            ExpiresAt = terms.ExpiresAt,
            TransactionId = transaction.Id,
            ConfirmedByPresence = terms.Location?.MerchantId == transaction.MerchantId ? true : null,
            StakeDurationDays = terms.Preferences.AutoStake ? terms.Preferences.DefaultDurationDays : null,
        };

    public override IReadOnlyList<string> NotificationKindsOf(PosTransaction transaction, UserPreferences preferences)
    {
        var wanted = preferences.Notifications;
        return (wanted.OnCapture, preferences.AutoStake && wanted.OnStake) switch
        {
            (true, true) => [CaptureNotification, StakeNotification],
            (true, false) => [CaptureNotification],
            (false, true) => [StakeNotification],
            (false, false) => [],
        };
    }

    public override string OneTimeNoticeOf(PosTransaction transaction) => FirstCaptureNotice;

    public override string NotificationSummaryOf(PosTransaction transaction, string kind, ulong amount) =>
        kind switch
        {
            StakeNotification => $"{Cred.Of(amount)} set aside for staking",
            FirstCaptureNotice => $"Your first capture: {Cred.Of(amount)}",
            _ => SummaryOf(transaction, amount),
        };

    public override string MerchantOf(PosTransaction transaction) => transaction.MerchantId;

    // The amount is in the currency's minor units.
    private static string Money(PosTransaction transaction)
    {
        var amount = new decimal(
            (int)transaction.AmountCents,
            mid: 0,
            hi: 0,
            isNegative: false,
            (byte)Currencies.DecimalsOf(transaction.Currency)
        );
        return string.Create(CultureInfo.InvariantCulture, $"{amount} {transaction.Currency}");
    }
}
