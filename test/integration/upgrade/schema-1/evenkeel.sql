PRAGMA page_size = 4096;
PRAGMA journal_mode = wal;
PRAGMA foreign_keys = OFF;
BEGIN;
CREATE TABLE accounts (
        id TEXT PRIMARY KEY,
        chatgpt_account_id TEXT,
        chatgpt_user_id TEXT,
        email TEXT,
        alias TEXT,
        workspace_id TEXT,
        workspace_label TEXT,
        seat_type TEXT,
        plan_type TEXT NOT NULL,
        previous_plan_type TEXT,
        plan_changed_at_ms INTEGER,
        routing_policy TEXT NOT NULL,
        priority INTEGER,
        upstream_proxy TEXT,
        status TEXT NOT NULL,
        deactivation_reason TEXT,
        reset_at_ms INTEGER,
        blocked_at_ms INTEGER,
        last_refresh_ms INTEGER,
        refresh_mark_json TEXT,
        created_at_ms INTEGER NOT NULL,
        usage_json TEXT
      ) STRICT;
CREATE TABLE stickies (
        key TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        created_at_ms INTEGER NOT NULL,
        updated_at_ms INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
CREATE TABLE reset_redemptions (
        redeem_request_id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL,
        credit_id TEXT,
        requested_at_ms INTEGER NOT NULL,
        outcome_json TEXT
      ) STRICT;
CREATE TABLE usage_points (
        account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        window TEXT NOT NULL,
        at_ms INTEGER NOT NULL,
        used_percent REAL NOT NULL,
        reset_at_ms INTEGER,
        PRIMARY KEY (account_id, window, at_ms)
      ) STRICT, WITHOUT ROWID;
CREATE TABLE audit_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at_ms INTEGER NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        target TEXT,
        detail_json TEXT NOT NULL
      ) STRICT;
CREATE TABLE settings (
        key TEXT PRIMARY KEY,
        value_json TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
CREATE TABLE dashboard_auth (
        name TEXT PRIMARY KEY,
        value_json TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
CREATE TABLE settings_version (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        version INTEGER NOT NULL
      ) STRICT;
CREATE TABLE request_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        request_id TEXT NOT NULL,
        requested_at_ms INTEGER NOT NULL,
        request_kind TEXT NOT NULL,
        method TEXT NOT NULL,
        path TEXT NOT NULL,
        transport TEXT NOT NULL,
        conversation_id TEXT,
        account_id TEXT,
        model TEXT,
        status TEXT NOT NULL,
        status_code INTEGER,
        error_code TEXT,
        error_message TEXT,
        upstream_error TEXT,
        upstream_status_code INTEGER,
        input_tokens INTEGER,
        cached_input_tokens INTEGER,
        output_tokens INTEGER,
        reasoning_tokens INTEGER,
        total_tokens INTEGER,
        latency_ms REAL NOT NULL,
        latency_first_event_ms REAL,
        latency_queue_ms REAL NOT NULL,
        attempts_json TEXT NOT NULL,
        user_agent TEXT,
        client_ip TEXT,
        affinity_kind TEXT,
        affinity_key_hash TEXT,
        affinity_bound TEXT,
        moved_from TEXT,
        cold_tokens INTEGER,
        refused_decision_json TEXT,
        api_key_id TEXT,
        api_key_name TEXT,
        charged_at_ms INTEGER,
        cost_microusd INTEGER,
        service_tier TEXT,
        reasoning_effort TEXT,
        source_id TEXT,
        client TEXT
      ) STRICT;
CREATE TABLE api_keys (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        key_hash TEXT NOT NULL UNIQUE,
        key_hint TEXT NOT NULL,
        is_active INTEGER NOT NULL,
        expires_at_ms INTEGER,
        created_at_ms INTEGER NOT NULL,
        usage_reset_at_ms INTEGER NOT NULL,
        policy_json TEXT NOT NULL,
        limits_json TEXT NOT NULL
      ) STRICT;
CREATE TABLE key_charges (
        log_id INTEGER PRIMARY KEY,
        key_id TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
        charged_at_ms INTEGER NOT NULL,
        account_id TEXT,
        model TEXT,
        input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        total_tokens INTEGER NOT NULL,
        cost_microusd INTEGER
      ) STRICT;
CREATE TABLE key_totals (
        key_id TEXT PRIMARY KEY REFERENCES api_keys (id) ON DELETE CASCADE,
        last_charged_at_ms INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        total_tokens INTEGER NOT NULL,
        cost_microusd INTEGER NOT NULL,
        unpriced_requests INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
CREATE TABLE model_sources (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        base_url TEXT NOT NULL,
        is_enabled INTEGER NOT NULL,
        has_key INTEGER NOT NULL,
        created_at_ms INTEGER NOT NULL,
        options_json TEXT NOT NULL,
        models_json TEXT NOT NULL
      ) STRICT;
CREATE TABLE source_months (
        source_id TEXT NOT NULL REFERENCES model_sources (id) ON DELETE CASCADE,
        month TEXT NOT NULL,
        cost_microusd INTEGER NOT NULL,
        unpriced_requests INTEGER NOT NULL,
        PRIMARY KEY (source_id, month)
      ) STRICT, WITHOUT ROWID;
CREATE TABLE price_overrides (
        model TEXT PRIMARY KEY,
        price_json TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
CREATE TABLE journal_progress (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        file INTEGER NOT NULL,
        offset INTEGER NOT NULL
      ) STRICT;
CREATE TABLE rollup_groups (
        id INTEGER PRIMARY KEY,
        group_key TEXT NOT NULL UNIQUE,
        facet TEXT NOT NULL,
        account_id TEXT,
        source_id TEXT,
        api_key_id TEXT,
        model TEXT,
        client TEXT
      ) STRICT;
CREATE TABLE rollups (
        group_id INTEGER NOT NULL REFERENCES rollup_groups (id) ON DELETE CASCADE,
        grain_min INTEGER NOT NULL,
        start_ms INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        errors INTEGER NOT NULL,
        cancelled INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL,
        told_input_tokens INTEGER NOT NULL,
        output_tokens INTEGER NOT NULL,
        reasoning_tokens INTEGER NOT NULL,
        reasoning_told INTEGER NOT NULL,
        total_tokens INTEGER NOT NULL,
        cost_microusd INTEGER NOT NULL,
        unpriced INTEGER NOT NULL,
        moves INTEGER NOT NULL,
        cold_tokens INTEGER NOT NULL,
        latency_ms INTEGER NOT NULL,
        queue_ms INTEGER NOT NULL,
        generated_tokens INTEGER NOT NULL,
        generating_ms INTEGER NOT NULL,
        first_event_0 INTEGER NOT NULL,
        first_event_1 INTEGER NOT NULL,
        first_event_2 INTEGER NOT NULL,
        first_event_3 INTEGER NOT NULL,
        first_event_4 INTEGER NOT NULL,
        first_event_5 INTEGER NOT NULL,
        first_event_6 INTEGER NOT NULL,
        first_event_7 INTEGER NOT NULL,
        first_event_8 INTEGER NOT NULL,
        first_event_9 INTEGER NOT NULL,
        PRIMARY KEY (group_id, grain_min, start_ms)
      ) STRICT, WITHOUT ROWID;
CREATE TABLE error_rollups (
        start_ms INTEGER NOT NULL,
        error_code TEXT NOT NULL,
        account_id TEXT NOT NULL,
        requests INTEGER NOT NULL,
        PRIMARY KEY (start_ms, error_code, account_id)
      ) STRICT, WITHOUT ROWID;
CREATE TABLE conversations (
        conversation_id TEXT PRIMARY KEY,
        last_id INTEGER NOT NULL,
        first_at_ms INTEGER NOT NULL,
        last_at_ms INTEGER NOT NULL,
        requests INTEGER NOT NULL,
        input_tokens INTEGER NOT NULL,
        cached_input_tokens INTEGER NOT NULL,
        told_input_tokens INTEGER NOT NULL,
        moves INTEGER NOT NULL,
        cold_tokens INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
CREATE TABLE conversation_parts (
        conversation_id TEXT NOT NULL REFERENCES conversations (conversation_id) ON DELETE CASCADE,
        account_id TEXT NOT NULL,
        model TEXT NOT NULL,
        PRIMARY KEY (conversation_id, account_id, model)
      ) STRICT, WITHOUT ROWID;
INSERT INTO "accounts" VALUES ('acc-a_c2a138a5','acc-a','user-acc-a','acc-a@example.test',NULL,NULL,NULL,NULL,'plus',NULL,NULL,'normal',NULL,NULL,'rate_limited','usage_limit_reached',1795298120000,1795287320650,1795287319807,NULL,1792176919843,'{"atMs":1795287320648,"primary":{"usedPercent":100,"windowMinutes":300,"resetAtMs":1795298120000},"secondary":{"usedPercent":40,"windowMinutes":10080,"resetAtMs":1795698120000},"monthly":null,"credits":{"has":false,"unlimited":false,"balance":null},"additional":[],"resetCredits":{"available":2,"nearestExpiresAtMs":4070908800000}}');
INSERT INTO "accounts" VALUES ('acc-b_24a45332','acc-b','user-acc-b','acc-b@example.test','Work – “büro”',NULL,NULL,NULL,'plus',NULL,NULL,'normal',NULL,NULL,'active',NULL,NULL,NULL,1795287319807,NULL,1792176919889,'{"atMs":1792176919898,"primary":{"usedPercent":20,"windowMinutes":300,"resetAtMs":1795296319000},"secondary":{"usedPercent":30,"windowMinutes":10080,"resetAtMs":1795589719000},"monthly":null,"credits":{"has":false,"unlimited":false,"balance":null},"additional":[],"resetCredits":{"available":1,"nearestExpiresAtMs":4070908800000}}');
INSERT INTO "accounts" VALUES ('acc-c_9b8d48e6','acc-c','user-acc-c','acc-c@example.test',NULL,NULL,NULL,NULL,'plus',NULL,NULL,'normal',NULL,NULL,'paused',NULL,NULL,1795287320581,1795287319807,NULL,1792176919903,'{"atMs":1792176919911,"primary":{"usedPercent":30,"windowMinutes":300,"resetAtMs":1795296319000},"secondary":{"usedPercent":40,"windowMinutes":10080,"resetAtMs":1795589719000},"monthly":null,"credits":{"has":false,"unlimited":false,"balance":null},"additional":[],"resetCredits":{"available":0,"nearestExpiresAtMs":null}}');
INSERT INTO "stickies" VALUES ('conversation-0','codex_session','acc-b_24a45332',1795287320613,1795287320626);
INSERT INTO "stickies" VALUES ('conversation-1','codex_session','acc-a_c2a138a5',1795287320617,1795287320630);
INSERT INTO "stickies" VALUES ('conversation-2','codex_session','acc-b_24a45332',1795287320622,1795287320635);
INSERT INTO "stickies" VALUES ('long-ago','codex_session','acc-a_c2a138a5',1792176920542,1792176920555);
INSERT INTO "stickies" VALUES ('moving','codex_session','acc-b_24a45332',1795287320646,1795287320654);
INSERT INTO "reset_redemptions" VALUES ('6eae3379-7404-4ceb-8ce7-2404fdad3717','acc-a_c2a138a5','credit-1',1795287320588,NULL);
INSERT INTO "reset_redemptions" VALUES ('7057c90c-5d24-4ddf-809a-190b7f46af05','acc-b_24a45332','credit-3',1795287320603,'{"code":"reset","windowsReset":2,"atMs":1795287320605}');
INSERT INTO "usage_points" VALUES ('acc-a_c2a138a5','primary',1792176919869,10.0,1795296319000);
INSERT INTO "usage_points" VALUES ('acc-a_c2a138a5','primary',1795287320648,100.0,1795298120000);
INSERT INTO "usage_points" VALUES ('acc-a_c2a138a5','secondary',1792176919869,20.0,1795589719000);
INSERT INTO "usage_points" VALUES ('acc-a_c2a138a5','secondary',1795287320648,40.0,1795698120000);
INSERT INTO "usage_points" VALUES ('acc-b_24a45332','primary',1792176919898,20.0,1795296319000);
INSERT INTO "usage_points" VALUES ('acc-b_24a45332','primary',1795287320607,0.0,1795296319000);
INSERT INTO "usage_points" VALUES ('acc-b_24a45332','secondary',1792176919898,30.0,1795589719000);
INSERT INTO "usage_points" VALUES ('acc-b_24a45332','secondary',1795287320607,0.0,1795589719000);
INSERT INTO "usage_points" VALUES ('acc-c_9b8d48e6','primary',1792176919911,30.0,1795296319000);
INSERT INTO "usage_points" VALUES ('acc-c_9b8d48e6','secondary',1792176919911,40.0,1795589719000);
INSERT INTO "audit_log" VALUES (1,1792176920248,'dashboard','client.set-up','codex','{"path":"/tmp/evenkeel-integration-eGLzNh/.codex/config.toml","form":"built-in"}');
INSERT INTO "audit_log" VALUES (2,1792176920328,'dashboard','api_key.create','e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','{"name":"Laptop","hint":"sk-clb-…oI0s","after":{"name":"Laptop","limits":[{"limitType":"total_tokens","limitWindow":"weekly","maxValue":5000000,"modelFilter":null}]}}');
INSERT INTO "audit_log" VALUES (3,1792176920411,'dashboard','api_key.create','c321ef84-5d05-4dfb-add2-b7bf862589aa','{"name":"Old laptop","hint":"sk-clb-…CEVs","after":{"name":"Old laptop","isActive":false}}');
INSERT INTO "audit_log" VALUES (4,1792176920528,'dashboard','model_source.create','65f08c5b-8e1e-4f71-abbf-e44c48edb492','{"name":"My box","baseUrl":"http://127.0.0.1:33047/v1","hasKey":true}');
INSERT INTO "audit_log" VALUES (5,1795287320569,'dashboard','settings.change',NULL,'{"before":{"routingStrategy":"usage_weighted"},"after":{"routingStrategy":"round_robin"}}');
INSERT INTO "audit_log" VALUES (6,1795287320574,'dashboard','price.set','my-model','{"price":{"standard":{"input":1,"cachedInput":0.5,"output":4},"priority":null,"flex":null,"longContext":null},"before":null,"after":{"standard":{"input":1,"cachedInput":0.5,"output":4},"priority":null,"flex":null,"longContext":null}}');
INSERT INTO "audit_log" VALUES (7,1795287320578,'dashboard','account.rename','acc-b_24a45332','{"before":{"account":"acc-b@example.test","alias":null},"after":{"account":"Work – “büro”","alias":"Work – “büro”"}}');
INSERT INTO "audit_log" VALUES (8,1795287320581,'dashboard','account.pause','acc-c_9b8d48e6','{"before":{"status":"active"},"after":{"status":"paused"}}');
INSERT INTO "audit_log" VALUES (9,1795287320591,'dashboard','account.redeem-reset','acc-a_c2a138a5','{"redeemRequestId":"6eae3379-7404-4ceb-8ce7-2404fdad3717","creditId":"credit-1","code":"answer_lost"}');
INSERT INTO "audit_log" VALUES (10,1795287320605,'dashboard','account.redeem-reset','acc-b_24a45332','{"redeemRequestId":"7057c90c-5d24-4ddf-809a-190b7f46af05","creditId":"credit-3","code":"reset"}');
INSERT INTO "audit_log" VALUES (11,1795287323417,'dashboard','dashboard_auth.password_set',NULL,'{"before":{"passwordSet":false},"after":{"passwordSet":true}}');
INSERT INTO "settings" VALUES ('requestLogRetentionDays','30');
INSERT INTO "settings" VALUES ('routingStrategy','"round_robin"');
INSERT INTO "dashboard_auth" VALUES ('password','{"hash":"scrypt$17$8$1$0KceA7LtjE5CIvew2KDkvw$a_xVTGeDKblcY8ClpOZtflQGrhbDBzGKVOPNoqoXYYU"}');
INSERT INTO "dashboard_auth" VALUES ('session:6ec6cd9a26b99d52c925579f8a09bf8d9c31bcb7a7638a840f45822ed85b68e7','{"role":"owner","madeAtMs":1795287323417,"expiresAtMs":1826823323417}');
INSERT INTO "settings_version" VALUES (1,1);
INSERT INTO "request_log" VALUES (4,'2d7cee83-4f1a-415a-a54c-76ec1dd92276',1795287320610,'responses','POST','/backend-api/codex/responses','http','conversation-0','acc-b_24a45332','gpt-5.5','success',200,NULL,NULL,NULL,200,120,100,20,5,140,3.0,2.0,1.0,'[{"accountId":"acc-b_24a45332","outcome":"answered","statusCode":200,"errorCode":null,"rawError":null,"latencyMs":2,"decision":{"strategy":"round_robin","accountId":"acc-b_24a45332","reason":"this account is next in turn (round_robin)","candidates":[{"accountId":"acc-b_24a45332","verdict":"chosen","code":"chosen","short":0,"long":0,"figure":0},{"accountId":"acc-a_c2a138a5","verdict":"lost","code":"outranked","short":10,"long":20,"figure":3},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}}]',NULL,'127.0.0.1','codex_session','2a10e8d7','new',NULL,NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',1795287320610,750,NULL,NULL,NULL,NULL);
INSERT INTO "request_log" VALUES (5,'a8b784a7-1a90-4ce8-8b38-07c38df2edd3',1795287320615,'responses','POST','/backend-api/codex/responses','http','conversation-1','acc-a_c2a138a5','gpt-5.5','success',200,NULL,NULL,NULL,200,120,100,20,5,140,2.0,2.0,1.0,'[{"accountId":"acc-a_c2a138a5","outcome":"answered","statusCode":200,"errorCode":null,"rawError":null,"latencyMs":1,"decision":{"strategy":"round_robin","accountId":"acc-a_c2a138a5","reason":"this account is next in turn (round_robin)","candidates":[{"accountId":"acc-a_c2a138a5","verdict":"chosen","code":"chosen","short":10,"long":20,"figure":3},{"accountId":"acc-b_24a45332","verdict":"lost","code":"outranked","short":0,"long":0,"figure":4},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}}]',NULL,'127.0.0.1','codex_session','413055e0','new',NULL,NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',1795287320615,750,NULL,NULL,NULL,NULL);
INSERT INTO "request_log" VALUES (6,'a9fc5471-aafe-43c2-9375-1992358ce64b',1795287320619,'responses','POST','/backend-api/codex/responses','http','conversation-2','acc-b_24a45332','gpt-5.5','success',200,NULL,NULL,NULL,200,120,100,20,5,140,3.0,3.0,1.0,'[{"accountId":"acc-b_24a45332","outcome":"answered","statusCode":200,"errorCode":null,"rawError":null,"latencyMs":2,"decision":{"strategy":"round_robin","accountId":"acc-b_24a45332","reason":"this account is next in turn (round_robin)","candidates":[{"accountId":"acc-b_24a45332","verdict":"chosen","code":"chosen","short":0,"long":0,"figure":4},{"accountId":"acc-a_c2a138a5","verdict":"lost","code":"outranked","short":10,"long":20,"figure":5},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}}]',NULL,'127.0.0.1','codex_session','016710bb','new',NULL,NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',1795287320620,750,NULL,NULL,NULL,NULL);
INSERT INTO "request_log" VALUES (7,'52bddd4f-e0ef-4577-9844-72586ae59e61',1795287320623,'responses','POST','/backend-api/codex/responses','http','conversation-0','acc-b_24a45332','gpt-5.5','success',200,NULL,NULL,NULL,200,120,100,20,5,140,3.0,2.0,1.0,'[{"accountId":"acc-b_24a45332","outcome":"answered","statusCode":200,"errorCode":null,"rawError":null,"latencyMs":2,"decision":{"strategy":"round_robin","accountId":"acc-b_24a45332","reason":"the conversation lives on this account","candidates":[{"accountId":"acc-b_24a45332","verdict":"chosen","code":"home","short":0,"long":0,"figure":null},{"accountId":"acc-a_c2a138a5","verdict":"lost","code":"conversation_elsewhere","short":10,"long":20,"figure":null},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}}]',NULL,'127.0.0.1','codex_session','2a10e8d7','stayed',NULL,NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',1795287320624,750,NULL,NULL,NULL,NULL);
INSERT INTO "request_log" VALUES (8,'f4b7288b-bb0f-4253-ad8b-ef4332e560ff',1795287320627,'responses','POST','/backend-api/codex/responses','http','conversation-1','acc-a_c2a138a5','gpt-5.5','success',200,NULL,NULL,NULL,200,120,100,20,5,140,3.0,2.0,1.0,'[{"accountId":"acc-a_c2a138a5","outcome":"answered","statusCode":200,"errorCode":null,"rawError":null,"latencyMs":2,"decision":{"strategy":"round_robin","accountId":"acc-a_c2a138a5","reason":"the conversation lives on this account","candidates":[{"accountId":"acc-a_c2a138a5","verdict":"chosen","code":"home","short":10,"long":20,"figure":null},{"accountId":"acc-b_24a45332","verdict":"lost","code":"conversation_elsewhere","short":0,"long":0,"figure":null},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}}]',NULL,'127.0.0.1','codex_session','413055e0','stayed',NULL,NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',1795287320628,750,NULL,NULL,NULL,NULL);
INSERT INTO "request_log" VALUES (9,'9df80a8c-ea3e-485f-b768-b713dc49fde5',1795287320632,'responses','POST','/backend-api/codex/responses','http','conversation-2','acc-b_24a45332','gpt-5.5','success',200,NULL,NULL,NULL,200,120,100,20,5,140,3.0,2.0,1.0,'[{"accountId":"acc-b_24a45332","outcome":"answered","statusCode":200,"errorCode":null,"rawError":null,"latencyMs":2,"decision":{"strategy":"round_robin","accountId":"acc-b_24a45332","reason":"the conversation lives on this account","candidates":[{"accountId":"acc-b_24a45332","verdict":"chosen","code":"home","short":0,"long":0,"figure":null},{"accountId":"acc-a_c2a138a5","verdict":"lost","code":"conversation_elsewhere","short":10,"long":20,"figure":null},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}}]',NULL,'127.0.0.1','codex_session','016710bb','stayed',NULL,NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',1795287320632,750,NULL,NULL,NULL,NULL);
INSERT INTO "request_log" VALUES (10,'ef8cb101-17fc-491f-9ad9-b72a4bb050bc',1795287320637,'responses','POST','/backend-api/codex/responses','http','refused','acc-a_c2a138a5','gpt-5.5','error',400,'http_400','Not like this','{"detail":"Not like this"}',400,NULL,NULL,NULL,NULL,NULL,3.0,NULL,1.0,'[{"accountId":"acc-a_c2a138a5","outcome":"refused","statusCode":400,"errorCode":"http_400","rawError":"{\"detail\":\"Not like this\"}","latencyMs":2,"decision":{"strategy":"round_robin","accountId":"acc-a_c2a138a5","reason":"this account is next in turn (round_robin)","candidates":[{"accountId":"acc-a_c2a138a5","verdict":"chosen","code":"chosen","short":10,"long":20,"figure":8},{"accountId":"acc-b_24a45332","verdict":"lost","code":"outranked","short":0,"long":0,"figure":9},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}}]',NULL,'127.0.0.1','codex_session','83c874d3','none',NULL,NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "request_log" VALUES (11,'e0f20b54-bef5-4963-9cd1-9f9d2c5aa089',1795287320641,'responses','POST','/backend-api/codex/responses','http','refused','acc-b_24a45332','gpt-5.5','error',400,'http_400','Not like this','{"detail":"Not like this"}',400,NULL,NULL,NULL,NULL,NULL,2.0,NULL,1.0,'[{"accountId":"acc-b_24a45332","outcome":"refused","statusCode":400,"errorCode":"http_400","rawError":"{\"detail\":\"Not like this\"}","latencyMs":1,"decision":{"strategy":"round_robin","accountId":"acc-b_24a45332","reason":"this account is next in turn (round_robin)","candidates":[{"accountId":"acc-b_24a45332","verdict":"chosen","code":"chosen","short":0,"long":0,"figure":9},{"accountId":"acc-a_c2a138a5","verdict":"lost","code":"outranked","short":10,"long":20,"figure":10},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}}]',NULL,'127.0.0.1','codex_session','83c874d3','none',NULL,NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "request_log" VALUES (12,'2972dbd9-954d-4795-ab49-5944545d16d7',1795287320644,'responses','POST','/backend-api/codex/responses','http','moving','acc-a_c2a138a5','gpt-5.5','success',200,NULL,NULL,NULL,200,120,100,20,5,140,2.0,1.0,1.0,'[{"accountId":"acc-a_c2a138a5","outcome":"answered","statusCode":200,"errorCode":null,"rawError":null,"latencyMs":1,"decision":{"strategy":"round_robin","accountId":"acc-a_c2a138a5","reason":"this account is next in turn (round_robin)","candidates":[{"accountId":"acc-a_c2a138a5","verdict":"chosen","code":"chosen","short":10,"long":20,"figure":10},{"accountId":"acc-b_24a45332","verdict":"lost","code":"outranked","short":0,"long":0,"figure":11},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}}]',NULL,'127.0.0.1','codex_session','6e862940','new',NULL,NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',1795287320644,750,NULL,NULL,NULL,NULL);
INSERT INTO "request_log" VALUES (13,'3ab5cd49-070b-467e-9981-89a7e88c87e7',1795287320647,'responses','POST','/backend-api/codex/responses','http','moving','acc-b_24a45332','gpt-5.5','success',200,NULL,NULL,'{"error":{"type":"usage_limit_reached","message":"The usage limit has been reached","plan_type":"plus","resets_at":1795298120,"eligible_promo":null,"resets_in_seconds":10800}}',429,120,100,20,5,140,7.0,6.0,1.0,'[{"accountId":"acc-a_c2a138a5","outcome":"refused","statusCode":429,"errorCode":"usage_limit_reached","rawError":"{\"error\":{\"type\":\"usage_limit_reached\",\"message\":\"The usage limit has been reached\",\"plan_type\":\"plus\",\"resets_at\":1795298120,\"eligible_promo\":null,\"resets_in_seconds\":10800}}","latencyMs":2,"decision":{"strategy":"round_robin","accountId":"acc-a_c2a138a5","reason":"the conversation lives on this account","candidates":[{"accountId":"acc-a_c2a138a5","verdict":"chosen","code":"home","short":10,"long":20,"figure":null},{"accountId":"acc-b_24a45332","verdict":"lost","code":"conversation_elsewhere","short":0,"long":0,"figure":null},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}},{"accountId":"acc-b_24a45332","outcome":"answered","statusCode":200,"errorCode":null,"rawError":null,"latencyMs":3,"decision":{"strategy":"round_robin","accountId":"acc-b_24a45332","reason":"this account is next in turn (round_robin)","candidates":[{"accountId":"acc-b_24a45332","verdict":"chosen","code":"chosen","short":0,"long":0,"figure":11},{"accountId":"acc-a_c2a138a5","verdict":"ineligible","code":"tried","short":100,"long":40,"figure":null,"cause":"usage_limit_reached"},{"accountId":"acc-c_9b8d48e6","verdict":"ineligible","code":"paused","short":30,"long":40,"figure":null}]}}]',NULL,'127.0.0.1','codex_session','6e862940','moved','acc-a_c2a138a5',20,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',1795287320648,750,NULL,NULL,NULL,NULL);
INSERT INTO "request_log" VALUES (14,'acc788e9-cab1-4159-965f-a59a117344f2',1795287320660,'responses','POST','/v1/chat/completions','http',NULL,NULL,'llama-4','success',200,NULL,NULL,NULL,200,1000,400,200,NULL,1200,18.0,15.0,8.0,'[{"accountId":"source:65f08c5b-8e1e-4f71-abbf-e44c48edb492","outcome":"answered","statusCode":200,"errorCode":null,"rawError":null,"latencyMs":9,"decision":{"strategy":"model_source","accountId":"source:65f08c5b-8e1e-4f71-abbf-e44c48edb492","reason":"only a source serves this model","candidates":[{"accountId":"source:65f08c5b-8e1e-4f71-abbf-e44c48edb492","verdict":"chosen","code":"model_source","detail":"the model source \"My box\" serves the model"}]}}]',NULL,'127.0.0.1',NULL,NULL,NULL,NULL,NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop',1795287320660,3600,NULL,NULL,'65f08c5b-8e1e-4f71-abbf-e44c48edb492',NULL);
INSERT INTO "api_keys" VALUES ('e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','Laptop','ceeaea9f473d6cf82ed641949c07d83c184bf53757bcc2de44d89e96537828c6','sk-clb-…oI0s',1,NULL,1792176920315,0,'{"allowedModels":[],"enforcedModel":null,"allowedReasoningEfforts":[],"enforcedReasoningEffort":null,"enforcedServiceTier":null,"assignedAccountIds":[],"assignedSourceIds":[]}','[{"limitType":"total_tokens","limitWindow":"weekly","maxValue":5000000,"modelFilter":null,"anchorMs":1792176920315}]');
INSERT INTO "api_keys" VALUES ('c321ef84-5d05-4dfb-add2-b7bf862589aa','Old laptop','7c83a18c8ef5280297674c6a2aed64a580e1bc2e1bdde570078dbdf2cff6e6ba','sk-clb-…CEVs',0,NULL,1792176920410,0,'{"allowedModels":[],"enforcedModel":null,"allowedReasoningEfforts":[],"enforcedReasoningEffort":null,"enforcedServiceTier":null,"assignedAccountIds":[],"assignedSourceIds":[]}','[]');
INSERT INTO "key_charges" VALUES (4,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',1795287320610,'acc-b_24a45332','gpt-5.5',120,100,20,140,750);
INSERT INTO "key_charges" VALUES (5,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',1795287320615,'acc-a_c2a138a5','gpt-5.5',120,100,20,140,750);
INSERT INTO "key_charges" VALUES (6,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',1795287320620,'acc-b_24a45332','gpt-5.5',120,100,20,140,750);
INSERT INTO "key_charges" VALUES (7,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',1795287320624,'acc-b_24a45332','gpt-5.5',120,100,20,140,750);
INSERT INTO "key_charges" VALUES (8,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',1795287320628,'acc-a_c2a138a5','gpt-5.5',120,100,20,140,750);
INSERT INTO "key_charges" VALUES (9,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',1795287320632,'acc-b_24a45332','gpt-5.5',120,100,20,140,750);
INSERT INTO "key_charges" VALUES (12,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',1795287320644,'acc-a_c2a138a5','gpt-5.5',120,100,20,140,750);
INSERT INTO "key_charges" VALUES (13,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',1795287320648,'acc-b_24a45332','gpt-5.5',120,100,20,140,750);
INSERT INTO "key_charges" VALUES (14,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',1795287320660,NULL,'llama-4',1000,400,200,1200,3600);
INSERT INTO "key_totals" VALUES ('e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',1792176920552,3,360,300,60,420,2250,0);
INSERT INTO "model_sources" VALUES ('65f08c5b-8e1e-4f71-abbf-e44c48edb492','My box','http://127.0.0.1:33047/v1',1,1,1792176920458,'{"abilities":["chat_completions"],"timeoutSeconds":120,"maxConcurrency":16,"isOverflow":false,"monthlyCeilingMicroUsd":null}','[{"model":"llama-4","upstreamModel":"llama-4-q8","displayName":null,"contextWindow":null,"maxOutputTokens":null,"supportsTools":true,"supportsVision":false,"inputPer1m":2,"cachedInputPer1m":1,"outputPer1m":10,"isEnabled":true}]');
INSERT INTO "source_months" VALUES ('65f08c5b-8e1e-4f71-abbf-e44c48edb492','2026-11',3600,0);
INSERT INTO "price_overrides" VALUES ('my-model','{"standard":{"input":1,"cachedInput":0.5,"output":4},"priority":null,"flex":null,"longContext":null}');
INSERT INTO "journal_progress" VALUES (1,2,12301);
INSERT INTO "rollup_groups" VALUES (1,'["total",null,null,null,null,null]','total',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "rollup_groups" VALUES (2,'["account","acc-a_c2a138a5",null,null,null,null]','account','acc-a_c2a138a5',NULL,NULL,NULL,NULL);
INSERT INTO "rollup_groups" VALUES (3,'["source",null,null,null,null,null]','source',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "rollup_groups" VALUES (4,'["key",null,null,"e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a",null,null]','key',NULL,NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a',NULL,NULL);
INSERT INTO "rollup_groups" VALUES (5,'["model",null,null,null,"gpt-5.5",null]','model',NULL,NULL,NULL,'gpt-5.5',NULL);
INSERT INTO "rollup_groups" VALUES (6,'["client",null,null,null,null,null]','client',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "rollup_groups" VALUES (7,'["exact","acc-a_c2a138a5",null,"e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a","gpt-5.5",null]','exact','acc-a_c2a138a5',NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','gpt-5.5',NULL);
INSERT INTO "rollup_groups" VALUES (8,'["account","acc-b_24a45332",null,null,null,null]','account','acc-b_24a45332',NULL,NULL,NULL,NULL);
INSERT INTO "rollup_groups" VALUES (9,'["exact","acc-b_24a45332",null,"e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a","gpt-5.5",null]','exact','acc-b_24a45332',NULL,'e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','gpt-5.5',NULL);
INSERT INTO "rollup_groups" VALUES (10,'["account",null,null,null,null,null]','account',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "rollup_groups" VALUES (11,'["source",null,"65f08c5b-8e1e-4f71-abbf-e44c48edb492",null,null,null]','source',NULL,'65f08c5b-8e1e-4f71-abbf-e44c48edb492',NULL,NULL,NULL);
INSERT INTO "rollup_groups" VALUES (12,'["model",null,null,null,"llama-4",null]','model',NULL,NULL,NULL,'llama-4',NULL);
INSERT INTO "rollup_groups" VALUES (13,'["exact",null,"65f08c5b-8e1e-4f71-abbf-e44c48edb492","e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a","llama-4",null]','exact',NULL,'65f08c5b-8e1e-4f71-abbf-e44c48edb492','e4f29e3b-f1e3-41aa-8f54-57aed2a34c8a','llama-4',NULL);
INSERT INTO "rollups" VALUES (1,15,1792176300000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (1,15,1795286700000,11,2,0,1960,1200,1960,360,40,8,2320,9600,0,1,20,49,18,360,9,9,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (1,60,1792173600000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (1,60,1795284000000,11,2,0,1960,1200,1960,360,40,8,2320,9600,0,1,20,49,18,360,9,9,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (1,1440,1792108800000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (1,1440,1795219200000,11,2,0,1960,1200,1960,360,40,8,2320,9600,0,1,20,49,18,360,9,9,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (2,15,1792176300000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (2,15,1795286700000,4,1,0,360,300,360,60,15,3,420,2250,0,0,0,10,4,60,2,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (2,60,1792173600000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (2,60,1795284000000,4,1,0,360,300,360,60,15,3,420,2250,0,0,0,10,4,60,2,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (2,1440,1792108800000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (2,1440,1795219200000,4,1,0,360,300,360,60,15,3,420,2250,0,0,0,10,4,60,2,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (3,15,1792176300000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (3,15,1795286700000,10,2,0,960,800,960,160,40,8,1120,6000,0,1,20,31,10,160,6,8,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (3,60,1792173600000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (3,60,1795284000000,10,2,0,960,800,960,160,40,8,1120,6000,0,1,20,31,10,160,6,8,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (3,1440,1792108800000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (3,1440,1795219200000,10,2,0,960,800,960,160,40,8,1120,6000,0,1,20,31,10,160,6,8,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (4,15,1792176300000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (4,15,1795286700000,11,2,0,1960,1200,1960,360,40,8,2320,9600,0,1,20,49,18,360,9,9,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (4,60,1792173600000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (4,60,1795284000000,11,2,0,1960,1200,1960,360,40,8,2320,9600,0,1,20,49,18,360,9,9,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (4,1440,1792108800000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (4,1440,1795219200000,11,2,0,1960,1200,1960,360,40,8,2320,9600,0,1,20,49,18,360,9,9,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (5,15,1792176300000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (5,15,1795286700000,10,2,0,960,800,960,160,40,8,1120,6000,0,1,20,31,10,160,6,8,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (5,60,1792173600000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (5,60,1795284000000,10,2,0,960,800,960,160,40,8,1120,6000,0,1,20,31,10,160,6,8,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (5,1440,1792108800000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (5,1440,1795219200000,10,2,0,960,800,960,160,40,8,1120,6000,0,1,20,31,10,160,6,8,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (6,15,1792176300000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (6,15,1795286700000,11,2,0,1960,1200,1960,360,40,8,2320,9600,0,1,20,49,18,360,9,9,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (6,60,1792173600000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (6,60,1795284000000,11,2,0,1960,1200,1960,360,40,8,2320,9600,0,1,20,49,18,360,9,9,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (6,1440,1792108800000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (6,1440,1795219200000,11,2,0,1960,1200,1960,360,40,8,2320,9600,0,1,20,49,18,360,9,9,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (7,15,1792176300000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (7,15,1795286700000,4,1,0,360,300,360,60,15,3,420,2250,0,0,0,10,4,60,2,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (7,60,1792173600000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (7,60,1795284000000,4,1,0,360,300,360,60,15,3,420,2250,0,0,0,10,4,60,2,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (7,1440,1792108800000,3,0,0,360,300,360,60,15,3,420,2250,0,0,0,17,5,60,4,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (7,1440,1795219200000,4,1,0,360,300,360,60,15,3,420,2250,0,0,0,10,4,60,2,3,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (8,15,1795286700000,6,1,0,600,500,600,100,25,5,700,3750,0,1,20,21,6,100,4,5,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (8,60,1795284000000,6,1,0,600,500,600,100,25,5,700,3750,0,1,20,21,6,100,4,5,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (8,1440,1795219200000,6,1,0,600,500,600,100,25,5,700,3750,0,1,20,21,6,100,4,5,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (9,15,1795286700000,6,1,0,600,500,600,100,25,5,700,3750,0,1,20,21,6,100,4,5,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (9,60,1795284000000,6,1,0,600,500,600,100,25,5,700,3750,0,1,20,21,6,100,4,5,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (9,1440,1795219200000,6,1,0,600,500,600,100,25,5,700,3750,0,1,20,21,6,100,4,5,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (10,15,1795286700000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (10,60,1795284000000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (10,1440,1795219200000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (11,15,1795286700000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (11,60,1795284000000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (11,1440,1795219200000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (12,15,1795286700000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (12,60,1795284000000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (12,1440,1795219200000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (13,15,1795286700000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (13,60,1795284000000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "rollups" VALUES (13,1440,1795219200000,1,0,0,1000,400,1000,200,0,0,1200,3600,0,0,0,18,8,200,3,1,0,0,0,0,0,0,0,0,0);
INSERT INTO "error_rollups" VALUES (1795286700000,'http_400','acc-a_c2a138a5',1);
INSERT INTO "error_rollups" VALUES (1795286700000,'http_400','acc-b_24a45332',1);
INSERT INTO "conversations" VALUES ('conversation-0',7,1795287320610,1795287320623,2,240,200,240,0,0);
INSERT INTO "conversations" VALUES ('conversation-1',8,1795287320615,1795287320627,2,240,200,240,0,0);
INSERT INTO "conversations" VALUES ('conversation-2',9,1795287320619,1795287320632,2,240,200,240,0,0);
INSERT INTO "conversations" VALUES ('moving',13,1795287320644,1795287320647,2,240,200,240,1,20);
INSERT INTO "conversations" VALUES ('refused',11,1795287320637,1795287320641,2,0,0,0,0,0);
INSERT INTO "conversation_parts" VALUES ('conversation-1','acc-a_c2a138a5','gpt-5.5');
INSERT INTO "conversation_parts" VALUES ('moving','acc-a_c2a138a5','gpt-5.5');
INSERT INTO "conversation_parts" VALUES ('refused','acc-a_c2a138a5','gpt-5.5');
INSERT INTO "conversation_parts" VALUES ('conversation-0','acc-b_24a45332','gpt-5.5');
INSERT INTO "conversation_parts" VALUES ('conversation-2','acc-b_24a45332','gpt-5.5');
INSERT INTO "conversation_parts" VALUES ('moving','acc-b_24a45332','gpt-5.5');
INSERT INTO "conversation_parts" VALUES ('refused','acc-b_24a45332','gpt-5.5');
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('audit_log',11);
INSERT INTO "sqlite_sequence" VALUES ('request_log',14);
CREATE INDEX stickies_by_account ON stickies (account_id);
CREATE INDEX reset_redemptions_by_account ON reset_redemptions (account_id);
CREATE INDEX usage_points_by_time ON usage_points (at_ms);
CREATE INDEX key_charges_by_key ON key_charges (key_id, charged_at_ms);
CREATE INDEX key_charges_by_time ON key_charges (charged_at_ms);
CREATE TRIGGER request_log_charges AFTER INSERT ON request_log
      WHEN NEW.charged_at_ms IS NOT NULL AND EXISTS (SELECT 1 FROM api_keys WHERE id = NEW.api_key_id)
      BEGIN
        INSERT INTO key_charges VALUES (NEW.id, NEW.api_key_id, NEW.charged_at_ms, NEW.account_id, NEW.model,
          COALESCE(NEW.input_tokens, 0), COALESCE(NEW.cached_input_tokens, 0), COALESCE(NEW.output_tokens, 0),
          COALESCE(NEW.total_tokens, 0), NEW.cost_microusd);
      END;
CREATE TRIGGER request_log_spends AFTER INSERT ON request_log
      WHEN NEW.source_id IS NOT NULL AND EXISTS (SELECT 1 FROM model_sources WHERE id = NEW.source_id)
      BEGIN
        INSERT INTO source_months VALUES (NEW.source_id,
          strftime('%Y-%m', CAST(NEW.requested_at_ms + NEW.latency_ms AS INTEGER) / 1000, 'unixepoch'),
          COALESCE(NEW.cost_microusd, 0), NEW.cost_microusd IS NULL AND NEW.latency_first_event_ms IS NOT NULL)
        ON CONFLICT (source_id, month) DO UPDATE SET cost_microusd = cost_microusd + excluded.cost_microusd,
          unpriced_requests = unpriced_requests + excluded.unpriced_requests;
      END;
CREATE INDEX rollup_groups_by_facet ON rollup_groups (facet);
CREATE INDEX conversations_by_last_id ON conversations (last_id);
CREATE INDEX conversations_by_last_time ON conversations (last_at_ms);
CREATE INDEX conversation_parts_by_account ON conversation_parts (account_id);
CREATE INDEX request_log_by_account ON request_log (account_id);
CREATE INDEX request_log_by_status ON request_log (status);
CREATE INDEX request_log_by_time ON request_log (requested_at_ms);
CREATE INDEX request_log_by_key ON request_log (api_key_id) WHERE api_key_id IS NOT NULL;
CREATE INDEX request_log_by_conversation ON request_log (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX request_log_by_model ON request_log (model) WHERE model IS NOT NULL;
CREATE INDEX request_log_by_error ON request_log (error_code) WHERE error_code IS NOT NULL;
CREATE INDEX request_log_by_source ON request_log (source_id) WHERE source_id IS NOT NULL;
PRAGMA user_version = 1;
COMMIT;
