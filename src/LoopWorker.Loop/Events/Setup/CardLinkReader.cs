using System.Text.Json;
using LoopWorker.Messages.Reading.Fields;

namespace LoopWorker.Loop.Events.Setup;

internal static class CardLinkReader
{
    private static readonly FieldNames Names = new("card_fingerprint", "user_pubkey", "card_last4");

    public static SetupResult Read(JsonElement payload)
    {
        var fields = new FieldReader(payload, Names);
        var link = new CardLink(
            CardFingerprint: fields.Text("card_fingerprint", FieldRules.CardFingerprint),
            UserPubkey: fields.Text("user_pubkey", FieldRules.Id),
            CardLast4: fields.OptionalText("card_last4", FieldRules.CardLast4) ?? ""
        );
        return fields.Failure is { } failure ? SetupResult.Of(failure) : SetupResult.Of(link);
    }
}
