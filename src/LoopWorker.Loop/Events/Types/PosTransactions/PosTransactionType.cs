using System.Globalization;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events.Reading.Fields;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Events.Types.PosTransactions;

/// <summary>Purchases: each leaves a pending capture, and Cred for what was paid.</summary>
public sealed class PosTransactionType : EventType<PosTransaction>
{
    public const string WireName = "loop.pos.transaction.v1";

    /// <summary>The kind of notification that tells of the capture.</summary>
    public const string CaptureNotification = "capture";

    /// <summary>The kind of notification that tells that what is captured is to be staked.</summary>
    public const string StakeNotification = "stake";

    private PosTransactionType() { }

    public static PosTransactionType Instance { get; } = new();

    public override string Name => WireName;

    public override FieldNames Fields => PosTransactionReader.Names;

    public override string MarkerPrefix => Keys.TransactionPrefix;

    public override TimeSpan MarkerLifetime { get; } = TimeSpan.FromDays(30);

    public override bool LeavesCapture => true;

    protected override PosTransaction Read(ref FieldReader fields, ReadingTime time) =>
        PosTransactionReader.Read(ref fields, time);

    protected override void AddHashedFields(CanonicalFields fields, PosTransaction occurrence)
    {
        fields.Add(occurrence.Processor);
        fields.Add(occurrence.MerchantId);
        fields.Add(occurrence.MerchantName);
        fields.Add(occurrence.LocationId);
        fields.Add((ulong)occurrence.AmountCents);
        fields.Add(occurrence.Currency);
        fields.Add(occurrence.CardFingerprint);
        fields.Add(occurrence.CardLast4);
        fields.Add(occurrence.Proof?.Type);
        fields.Add(occurrence.Proof?.Data);
        fields.Add(occurrence.Location);
    }

    public override (ulong? Amount, Failure? Failure) AmountOf(PosTransaction occurrence, LoopRules rules)
    {
        var lamports = (UInt128)occurrence.AmountCents * rules.CredLamportsPerCent;
        if (lamports <= ulong.MaxValue)
            return ((ulong)lamports, null);
        var detail =
            $"amount_cents times {rules.CredLamportsPerCent} lamports a cent is more than 64 bits hold. "
            + "Send a smaller amount or set Capture:CredLamportsPerCent lower.";
        return (null, new Failure(FailureCodes.AmountOverflow, detail));
    }

    public override string EntryNameOf(PosTransaction occurrence) => "capture";

    public override string SummaryOf(PosTransaction occurrence, ulong amount) =>
        $"Captured {Cred.Of(amount)} from {Money(occurrence)} at {occurrence.MerchantName ?? occurrence.MerchantId}";

    public override PendingCapture CaptureOf(PosTransaction occurrence, in CaptureTerms terms) =>
        new()
        {
            MerchantId = occurrence.MerchantId,
            MerchantName = occurrence.MerchantName,
            AmountCents = (ulong)occurrence.AmountCents,
            CardLast4 = occurrence.CardLast4,
            ProofData = occurrence.Proof?.Data,
            ProofType = occurrence.Proof?.Type,
            Location = occurrence.Location is { } at ? new(at.Latitude, at.Longitude, at.AccuracyMeters) : null,
            CreatedAt = terms.CreatedAt,
            ExpiresAt = terms.ExpiresAt,
            TransactionId = occurrence.Id,
            ConfirmedByPresence = terms.Location?.MerchantId == occurrence.MerchantId ? true : null,
            StakeDurationDays = terms.Preferences.AutoStake ? terms.Preferences.DefaultDurationDays : null,
        };

    public override IReadOnlyList<string> NotificationKindsOf(PosTransaction occurrence, UserPreferences preferences)
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

    public override string NotificationSummaryOf(PosTransaction occurrence, string kind, ulong amount) =>
        kind == StakeNotification ? $"{Cred.Of(amount)} set aside for staking" : SummaryOf(occurrence, amount);

    public override string MerchantOf(PosTransaction occurrence) => occurrence.MerchantId;

    // In hundredths of the currency, as amount_cents says, whatever the currency's own minor unit.
    private static string Money(PosTransaction sale) =>
        string.Create(CultureInfo.InvariantCulture, $"{sale.AmountCents / 100m:0.00} {sale.Currency}");
}
