"""The duties of the cases of a region as SQL: documents to be public, notices to be issued, notices to be hung up.

The same rules as disclosure.duties and completeness, which the page of a case asks of one case; tests hold them together.
Working days are counted by layers.workdays alone: the last days come in as arrays. Parameters: below (path of the region
with %), region, depth (level of the units to group by), today, old (regimes without a clock), events, lengths, last_days.
"""

DUTIES = """
WITH spots AS (
    SELECT DISTINCT v.case_id, r.path
    FROM land_casevillage v JOIN regions_region r ON r.id = v.village_id
    WHERE r.path LIKE %(below)s
), shown AS (
    SELECT c.id, c.regime, c.terminated_on, c.regime = ANY(%(old)s) AS is_old,
        a.issued_on AS approved_on, a.received_on,
        coalesce(c.template_id, (SELECT t.code FROM land_dossiertemplate t
            WHERE t.regime = c.regime AND t.case_kind = c.kind ORDER BY t.sort_key LIMIT 1)) AS template
    FROM land_case c LEFT JOIN land_approval a ON a.id = c.approval_id
    WHERE c.published_at <= now() AND c.withdrawn_at IS NULL AND c.id IN (SELECT case_id FROM spots)
), reached AS (
    SELECT s.id, max(k.sort_key) AS far
    FROM shown s JOIN land_stagekind k ON k.regime = s.regime
    WHERE (k.code = 'APPROVAL' AND s.approved_on <= %(today)s)
        OR EXISTS (SELECT FROM land_stage st
            WHERE st.case_id = s.id AND st.kind_id = k.id AND st.posted_on <= %(today)s)
    GROUP BY s.id
), first_posted AS (
    SELECT st.case_id, k.code, min(st.posted_on) AS posted_on
    FROM land_stage st JOIN land_stagekind k ON k.id = st.kind_id
    WHERE st.case_id IN (SELECT id FROM shown)
    GROUP BY st.case_id, k.code
), present AS (
    SELECT cd.case_id, cd.kind_id,
        min((p.first_at AT TIME ZONE 'Asia/Shanghai')::date) AS public_on
    FROM land_casedocument cd
    LEFT JOIN LATERAL (
        SELECT min(pu.published_at) AS first_at, bool_or(pu.withdrawn_at IS NULL) AS is_public
        FROM documents_documentversion dv JOIN documents_publication pu ON pu.version_id = dv.id
        WHERE dv.document_id = cd.document_id AND cd.audience = 'public') p ON true
    WHERE cd.case_id IN (SELECT id FROM shown)
        AND (cd.audience IN ('village', 'party') OR (cd.audience = 'public' AND p.is_public))
    GROUP BY cd.case_id, cd.kind_id
), duty AS (
    SELECT s.id AS case_id, NULL::text AS path, 'document' AS what, d.code, d.name, d.sort_key,
        CASE WHEN s.is_old OR i.code IS NULL THEN NULL
            WHEN i.time_limit_kind = 'within_wd_of_receipt' THEN s.received_on
            ELSE coalesce(f.posted_on, CASE WHEN e.code = 'APPROVAL' THEN s.approved_on END) END AS event_on,
        CASE WHEN i.time_limit_kind = 'realtime' THEN 0 ELSE i.n::int END AS n,
        coalesce(own.public_on, whole.public_on) AS done_on,
        own.case_id IS NOT NULL OR whole.case_id IS NOT NULL AS is_done
    FROM shown s
    JOIN reached ON reached.id = s.id
    JOIN land_requireddocument q ON q.template_id = s.template
    JOIN land_stagekind k ON k.regime = s.regime AND k.code = q.after_stage AND k.sort_key <= reached.far
    JOIN land_documentkind d ON d.code = q.document_kind_id
    LEFT JOIN land_catalogueitem i ON i.code = d.catalogue_item_id
    CROSS JOIN LATERAL (SELECT coalesce(nullif(i.event_stage, ''), q.after_stage) AS code) e
    LEFT JOIN first_posted f ON f.case_id = s.id AND f.code = e.code
    LEFT JOIN present own ON own.case_id = s.id AND own.kind_id = d.code
    LEFT JOIN present whole ON whole.case_id = s.id AND whole.kind_id = 'dossier_whole' AND d.tab = 'dossier'
        AND own.case_id IS NULL
    UNION ALL
    SELECT s.id, NULL, 'notice', k.code, k.name, k.sort_key, s.received_on, k.period_length::int,
        f.posted_on, f.posted_on IS NOT NULL
    FROM shown s
    JOIN land_stagekind k ON k.regime = s.regime AND k.period_unit = 'within_working_days'
    LEFT JOIN first_posted f ON f.case_id = s.id AND f.code = k.code AND f.posted_on <= %(today)s
    WHERE s.received_on <= %(today)s AND NOT s.is_old
        AND (s.terminated_on IS NULL OR s.terminated_on > %(today)s)
    UNION ALL
    SELECT st.case_id, board.path, 'posting', k.code || ' ' || board.place_kind,
        k.name || '（' || CASE board.place_kind WHEN 'town' THEN '乡镇' WHEN 'village' THEN '村' ELSE '村民小组' END || '）',
        k.sort_key, st.posted_on, 0, NULL, false
    FROM land_stage st
    JOIN shown s ON s.id = st.case_id
    JOIN land_stagekind k ON k.id = st.kind_id
    JOIN LATERAL (
        SELECT DISTINCT kind.place_kind, hung.id, hung.path
        FROM unnest(k.required_places) AS kind(place_kind)
        JOIN land_casevillage v ON v.case_id = st.case_id
        JOIN regions_region village ON village.id = v.village_id
        JOIN regions_region hung ON hung.id =
            CASE kind.place_kind WHEN 'town' THEN village.manage_parent_id ELSE village.id END
        WHERE kind.place_kind <> 'group' OR village.kind = 'village') board ON true
    WHERE NOT s.is_old AND st.posted_on <= %(today)s
        AND (st.closed_on IS NULL OR st.closed_on > %(today)s)
        AND (s.terminated_on IS NULL OR s.terminated_on > %(today)s)
        AND NOT EXISTS (SELECT FROM land_stage newer
            WHERE newer.case_id = st.case_id AND newer.kind_id = st.kind_id AND newer.version > st.version)
        AND NOT EXISTS (SELECT FROM land_stage final JOIN land_stagekind fk ON fk.id = final.kind_id
            WHERE final.case_id = st.case_id AND fk.code = 'FINAL_NOTICE' AND final.posted_on <= %(today)s
                AND fk.id <> k.id)
        AND NOT EXISTS (SELECT FROM land_posting po
            WHERE po.stage_id = st.id AND po.place_kind = board.place_kind AND po.region_id = board.id)
)"""

# Which last days there are to be counted.
PAIRS = DUTIES + " SELECT DISTINCT event_on, n FROM duty WHERE event_on IS NOT NULL"  # noqa: S608  constants only

LOCATED = (
    DUTIES  # noqa: S608  constants only
    + """, dated AS (
    SELECT duty.*, limits.last_day,
        CASE WHEN is_done THEN CASE WHEN done_on > limits.last_day THEN 'late' ELSE 'done' END
            WHEN limits.last_day IS NULL THEN 'undated'
            WHEN limits.last_day < %(today)s THEN 'overdue' ELSE 'waiting' END AS state
    FROM duty LEFT JOIN unnest(%(events)s::date[], %(lengths)s::int[], %(last_days)s::date[])
        AS limits(event_on, n, last_day) USING (event_on, n)
), places AS (
    SELECT case_id, split_part(path, '/', %(depth)s)::bigint AS place FROM spots JOIN shown ON shown.id = case_id
    UNION SELECT id, %(region)s FROM shown
), located AS (
    SELECT dated.*, places.place FROM dated JOIN places USING (case_id) WHERE path IS NULL
    UNION
    SELECT dated.*, coalesce(nullif(split_part(path, '/', %(depth)s), '')::bigint, %(region)s)
    FROM dated WHERE path LIKE %(below)s
    UNION
    SELECT dated.*, %(region)s FROM dated WHERE path LIKE %(below)s
)"""
)

SUMS = (
    LOCATED  # noqa: S608  constants only
    + """
SELECT place, what, state, count(*) FROM located GROUP BY place, what, state
UNION ALL SELECT place, 'case', '', count(*) FROM places GROUP BY place"""
)

ROWS = (
    LOCATED
    + """
SELECT l.what, l.state, l.code, l.name, l.event_on, l.n, l.last_day, l.done_on, c.public_id, c.name, coalesce(r.name, '')
FROM located l JOIN land_case c ON c.id = l.case_id LEFT JOIN regions_region r ON r.path = l.path
WHERE l.place = %(place)s AND l.what = %(what)s AND l.state = ANY(%(states)s)
ORDER BY l.last_day NULLS LAST, c.began_on DESC, c.id, l.sort_key, l.path LIMIT %(most)s"""
)
