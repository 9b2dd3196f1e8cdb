using CaseDesk.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace CaseDesk.Pipeline;

/// <summary>What an act did to one row that matters.</summary>
/// <param name="Row">The row as it is stored now, in canonical JSON; null where it was removed.</param>
internal sealed record RowChange(string Table, string Key, Guid Owner, string? Row)
{
    /// <summary>Before the changes are saved: which rows they concern.</summary>
    public static IReadOnlyList<Expected> Of(CaseDeskDb db)
    {
        var forms = RowForm.Of(db);
        List<Expected> rows = [];
        foreach (var entry in db.ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted) || !forms.TryGetValue(entry.Metadata, out var form)) continue;
            if (entry.State == EntityState.Modified)
            {
                if (!form.Columns.Any(column => entry.Property(column.Property).IsModified)) continue;
                MoveToken(entry);
            }
            rows.Add(new Expected(form, entry, form.Key(entry), form.Owner(entry), entry.State == EntityState.Deleted));
        }
        return rows;
    }

    /// <summary>
    /// Only changed columns are sent. The others are what this context read before: they are still so because a row's token moves with each change of it, and a save that finds another is refused.
    /// </summary>
    private static void MoveToken(EntityEntry entry)
    {
        foreach (var token in entry.Metadata.GetProperties().Where(p => p.IsConcurrencyToken))
        {
            var property = entry.Property(token);
            if (!property.IsModified) property.CurrentValue = property.CurrentValue is int version ? version + 1 : Guid.CreateVersion7().ToString();
        }
    }

    /// <summary>One row that is about to be saved.</summary>
    internal sealed record Expected(RowForm Form, EntityEntry Entry, string Key, Guid Owner, bool IsRemoved)
    {
        /// <summary>After it was saved: the row, without asking the database for it.</summary>
        public RowChange Saved() => new(Form.Table, Key, Owner, IsRemoved ? null : Form.Write(Entry));
    }
}
