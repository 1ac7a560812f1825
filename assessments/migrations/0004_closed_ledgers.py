"""Paths sort by byte; on PostgreSQL a closed ledger with its entries and evidence can't be altered or removed."""

from django.db import migrations

from core.collation import collate_by_byte

# An organisation that moves takes its closed years along: the path is where it stands now, nothing that was scored.
GUARD = """
CREATE FUNCTION assessments_ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'closed' AND (
        TG_OP = 'DELETE'
        OR to_jsonb(NEW) - 'organization_path' IS DISTINCT FROM to_jsonb(OLD) - 'organization_path'
    ) THEN
        RAISE EXCEPTION 'a closed ledger is immutable: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER assessments_ledger_immutable BEFORE UPDATE OR DELETE ON assessments_ledger
    FOR EACH ROW EXECUTE FUNCTION assessments_ledger_guard();

CREATE FUNCTION assessments_ledgerentry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint;
BEGIN
    held := CASE TG_OP WHEN 'INSERT' THEN NEW.ledger_id ELSE OLD.ledger_id END;
    IF EXISTS (SELECT 1 FROM assessments_ledger WHERE id = held AND status = 'closed') THEN
        RAISE EXCEPTION 'a closed ledger is immutable: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER assessments_ledgerentry_immutable BEFORE INSERT OR UPDATE OR DELETE ON assessments_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION assessments_ledgerentry_guard();

CREATE FUNCTION assessments_ledgerevidence_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint;
BEGIN
    held := CASE TG_OP WHEN 'INSERT' THEN NEW.entry_id ELSE OLD.entry_id END;
    IF EXISTS (
        SELECT 1 FROM assessments_ledgerentry e JOIN assessments_ledger l ON l.id = e.ledger_id
        WHERE e.id = held AND l.status = 'closed'
    ) THEN
        RAISE EXCEPTION 'a closed ledger is immutable: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER assessments_ledgerevidence_immutable BEFORE INSERT OR UPDATE OR DELETE ON assessments_ledgerevidence
    FOR EACH ROW EXECUTE FUNCTION assessments_ledgerevidence_guard();
"""
GUARDED = ("ledger", "ledgerentry", "ledgerevidence")


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GUARD, params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in GUARDED:
            schema_editor.execute(f"DROP TRIGGER assessments_{name}_immutable ON assessments_{name}", params=None)
            schema_editor.execute(f"DROP FUNCTION assessments_{name}_guard()", params=None)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_ledgers")]
    operations = [
        collate_by_byte("assessments_ledger", "organization_path", 40),
        collate_by_byte("assessments_appeal", "organization_path", 40),
        migrations.RunPython(guard, unguard),
    ]
